// SPDX-License-Identifier: Apache-2.0
// Turns documents into objects: reads what every kind has (identity and metadata) and leaves the rest to the
// typed views. Objects live in a deque and texts behind pointers, so nothing that is pointed at ever moves.
#include "model/manifests.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory_resource>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include "base/parallel.h"
#include "model/fragments.h"
#include "model/timestamp.h"
#include "schema/kinds.h"
#include "validate/validate.h"

namespace meshctl::model {
namespace {

/// What tells objects apart. Versions do not: they are views of one object.
struct Identity {
  std::string_view group, kind, ns, name;
  friend bool operator==(const Identity&, const Identity&) = default;
};

struct IdentityHash {
  std::size_t operator()(const Identity& id) const {
    std::size_t hash = 0;
    for (std::string_view part : {id.group, id.kind, id.ns, id.name}) {
      hash = hash * 1099511628211u + std::hash<std::string_view>{}(part);
    }
    return hash;
  }
};

Identity IdentityOf(const Object& object) {
  return {object.group, *object.kind, *object.namespace_, *object.name};
}

/// The kind of an object as its document says it, or as the typed list around it implies.
struct KindName {
  Text api_version;
  Text kind;
  bool complete() const { return !api_version->empty() && !kind->empty(); }
};

KindName KindNameOf(const yaml::Node& document, const KindName& implied) {
  KindName name{document.Get("apiVersion").located(), document.Get("kind").located()};
  return document.Get("apiVersion").present() || document.Get("kind").present() ? name : implied;
}

/// Whether the object is a list of others. `items` decides: kinds of users may end in `List` too.
bool IsList(const yaml::Node& document, std::string_view kind) {
  return kind == "List" || (kind.ends_with("List") && document.Find("items"));
}

/// What items of a `DeploymentList` are: API servers leave it out of each item. Items of a `List` say it.
KindName ImpliedByList(const KindName& list) {
  if (*list.kind == "List") return {};
  KindName implied = list;
  implied.kind.value.remove_suffix(std::string_view("List").size());
  return implied;
}

/// Files that share memory and a thread; enough of them that the sharing pays.
struct Block {
  std::span<const std::unique_ptr<source::SourceFile>> files;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> arena;
  std::vector<std::vector<yaml::Node>> documents;
  std::vector<diag::Report> reports;
};

constexpr std::size_t kFilesPerBlock = 64;

void ParseBlock(const yaml::Limits& limits, Block& block) {
  std::size_t bytes = 1024;
  for (const auto& file : block.files) bytes += file->text().size() * yaml::kTreeBytesPerByte;
  block.arena = std::make_unique<std::pmr::monotonic_buffer_resource>(bytes);
  for (const auto& file : block.files) {
    block.documents.push_back(yaml::ParseInto(*block.arena, *file, limits, block.reports.emplace_back()));
  }
}

}  // namespace

struct Manifests::State {
  LoadOptions options;
  std::vector<std::unique_ptr<source::SourceFile>> files;
  std::vector<std::unique_ptr<std::pmr::monotonic_buffer_resource>> arenas;
  std::vector<std::vector<yaml::Node>> documents;  // of each file; objects point into them
  std::deque<Object> objects;
  std::unordered_map<Identity, const Object*, IdentityHash> by_identity;
  std::vector<Duplicate> duplicates;

  bool skips_fragments() const { return options.fragments == LoadOptions::Fragments::kSkip; }
  void AddFiles(std::vector<std::unique_ptr<source::SourceFile>> added, diag::Report& report);
  void AddDocument(const yaml::Node& document, const KindName& implied, diag::Report& report);
  void AddObject(const yaml::Node& root, const KindName& kind);
};

void Manifests::State::AddFiles(std::vector<std::unique_ptr<source::SourceFile>> added,
                                diag::Report& report) {
  std::vector<Block> blocks;
  for (std::size_t first = 0; first < added.size(); first += kFilesPerBlock) {
    blocks.push_back(
        {.files = std::span(added).subspan(first, std::min(kFilesPerBlock, added.size() - first))});
  }
  ParallelFor(blocks.size(), [&](std::size_t i) { ParseBlock(options.limits, blocks[i]); });
  for (Block& block : blocks) {
    arenas.push_back(std::move(block.arena));
    for (std::size_t i = 0; i < block.files.size(); ++i) {
      report.Add(std::move(block.reports[i]).Take());
      documents.push_back(std::move(block.documents[i]));
      for (const yaml::Node& document : documents.back()) {
        if (!skips_fragments() || !IsFragment(document)) AddDocument(document, {}, report);
      }
    }
  }
  std::ranges::move(added, std::back_inserter(files));
}

void Manifests::State::AddDocument(const yaml::Node& document, const KindName& implied,
                                   diag::Report& report) {
  KindName kind = KindNameOf(document, implied);
  bool list = IsList(document, *kind.kind);
  const yaml::Node& items = document.Get("items");
  if (!document.is_map() || !kind.complete() || (list && !items.is_list() && !items.is_null())) {
    // The schema has the words for this, and validate and analyze should use the same.
    validate::Validate(document, {}, report);
    return;
  }
  if (!list) return AddObject(document, kind);
  KindName implied_here = ImpliedByList(kind);
  for (const yaml::Node& item : items.items()) AddDocument(item, implied_here, report);
}

void Manifests::State::AddObject(const yaml::Node& root, const KindName& kind) {
  if (options.selects && !options.selects(root)) return;
  Object& object = objects.emplace_back();
  object.root = &root;
  object.api_version = kind.api_version;
  object.kind = kind.kind;
  auto [group, version] = schema::SplitApiVersion(*kind.api_version);
  object.group = group;
  object.version = version;

  const yaml::Node& metadata = root.Get("metadata");
  object.name = metadata.Get("name").located();
  object.namespace_ = metadata.Get("namespace").located();
  object.labels = Labels(metadata.Get("labels"));
  object.annotations = Labels(metadata.Get("annotations"));
  object.created = ParseTimestamp(metadata.Get("creationTimestamp").string());

  object.schema_kind = schema::FindKind(group, version, *kind.kind);
  schema::Kind any_version = object.schema_kind ? object.schema_kind : schema::Preferred(group, *kind.kind);
  object.namespaced = any_version ? any_version.namespaced() : !object.namespace_->empty();
  if (!object.namespaced) {
    object.namespace_ = {};
  } else if (object.namespace_->empty()) {
    object.namespace_.value = options.default_namespace;
  }

  if (object.name->empty()) return;
  const Object*& slot = by_identity[IdentityOf(object)];
  if (slot) duplicates.push_back({slot, &object});
  slot = &object;
}

Manifests::Manifests(LoadOptions options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
Manifests::Manifests(Manifests&&) noexcept = default;
Manifests& Manifests::operator=(Manifests&&) noexcept = default;
Manifests::~Manifests() = default;

void Manifests::Add(std::unique_ptr<source::SourceFile> file, diag::Report& report) {
  std::vector<std::unique_ptr<source::SourceFile>> one;
  one.push_back(std::move(file));
  state_->AddFiles(std::move(one), report);
}

void Manifests::Add(std::vector<std::unique_ptr<source::SourceFile>> files, diag::Report& report) {
  if (state_->skips_fragments()) {
    const std::set<std::string> patches = FilesOfKustomizations(files, state_->options.limits);
    if (!patches.empty())
      std::erase_if(files, [&](const auto& file) { return patches.contains(NormalName(file->name())); });
  }
  state_->AddFiles(std::move(files), report);
}

const std::deque<Object>& Manifests::objects() const { return state_->objects; }
const std::vector<std::unique_ptr<source::SourceFile>>& Manifests::files() const { return state_->files; }
std::span<const Duplicate> Manifests::duplicates() const { return state_->duplicates; }

const Object* Manifests::Find(std::string_view group, std::string_view kind, std::string_view ns,
                              std::string_view name) const {
  auto at = state_->by_identity.find({group, kind, ns, name});
  return at == state_->by_identity.end() ? nullptr : at->second;
}

bool Manifests::Counts(const Object& object) const {
  if (object.name->empty()) return true;
  auto at = state_->by_identity.find(IdentityOf(object));
  return at != state_->by_identity.end() && at->second == &object;
}

Manifests LoadManifests(source::Inputs&& inputs, const LoadOptions& options, diag::Report& report) {
  Manifests manifests(options);
  manifests.Add(std::move(inputs.files), report);
  return manifests;
}

}  // namespace meshctl::model
