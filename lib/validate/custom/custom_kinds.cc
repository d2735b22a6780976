// SPDX-License-Identifier: Apache-2.0
// Definitions are copied into documents of this set's own, so that kinds outlive the manifests they came
// with. An API server publishes its kinds as components that carry a group, version and kind; what it says of
// its built-in kinds leaves out what its code checks, so the compiled tables keep those.
#include "validate/custom/custom_kinds.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "schema/kinds.h"
#include "source/source_file.h"
#include "validate/custom/read_schema.h"
#include "yaml/json.h"
#include "yaml/parse.h"

namespace meshctl::validate {
namespace {

constexpr std::string_view kDefinitionKind = "CustomResourceDefinition";
constexpr std::string_view kDefinitionVersion = "apiextensions.k8s.io/v1";
constexpr std::string_view kGroupVersionKind = "x-kubernetes-group-version-kind";
/// Definitions nest objects in two levels of YAML each.
constexpr int kDeepest = 1000;

bool IsOne(const yaml::Node& document) {
  return document.Get("kind").string() == kDefinitionKind &&
         document.Get("apiVersion").string() == kDefinitionVersion;
}

bool IsList(const yaml::Node& document) {
  const std::string_view kind = document.Get("kind").string();
  return document.Get("items").is_list() && (kind == "List" || kind == "CustomResourceDefinitionList");
}

std::string JoinVersion(std::string_view group, std::string_view version) {
  return group.empty() ? std::string(version) : fmt::format("{}/{}", group, version);
}

/// Components that are objects a user can send: one kind each, with metadata, and no lists.
const yaml::Node* KindOf(const yaml::Node& component) {
  const yaml::Node& kinds = component.Get(kGroupVersionKind);
  const yaml::Node& properties = component.Get("properties");
  const bool object = kinds.size() == 1 && properties.Get("metadata").present();
  if (!object || properties.Get("items").present()) return nullptr;
  return kinds.items().data();
}

/// Kinds with a path that ends in `{name}/status`, as `group/version/kind`.
std::set<std::string> KindsWithStatus(const yaml::Node& paths) {
  std::set<std::string> kinds;
  for (const yaml::Entry& path : paths.entries()) {
    if (!path.key.ends_with("/{name}/status")) continue;
    const yaml::Node& kind = path.value.Get("get").Get(kGroupVersionKind);
    kinds.insert(fmt::format("{}/{}/{}", kind.Get("group").string(), kind.Get("version").string(),
                             kind.Get("kind").string()));
  }
  return kinds;
}

}  // namespace

/// A text and what was read from it.
struct CustomKinds::Document {
  Document(std::string name, std::string text)
      : file(std::move(name), std::move(text), source::Origin::kGenerated) {
    diag::Report faults;
    stream = yaml::Parse(file, {.max_depth = kDeepest}, faults);
  }
  const yaml::Node& root() const {
    static constexpr yaml::Node kAbsent;
    return stream.documents.empty() ? kAbsent : stream.documents.front();
  }

  source::SourceFile file;
  yaml::Stream stream;
};

CustomKinds::CustomKinds() = default;
CustomKinds::~CustomKinds() = default;
CustomKinds::CustomKinds(CustomKinds&&) noexcept = default;
CustomKinds& CustomKinds::operator=(CustomKinds&&) noexcept = default;

bool IsDefinition(const yaml::Node& document) {
  return IsOne(document) || (IsList(document) && std::ranges::any_of(document.Get("items").items(), IsOne));
}

std::size_t CustomKinds::AddDefinition(const yaml::Node& document) {
  if (!IsDefinition(document)) return 0;
  documents_.push_back(std::make_unique<Document>(
      "<definition>", yaml::ToJson(document).dump(-1, ' ', false, Json::error_handler_t::replace)));
  const yaml::Node& copy = documents_.back()->root();
  if (IsOne(copy)) {
    ReadDefinition(copy);
    return 1;
  }
  std::size_t count = 0;
  for (const yaml::Node& item : copy.Get("items").items()) {
    if (!IsOne(item)) continue;
    ReadDefinition(item);
    ++count;
  }
  return count;
}

void CustomKinds::ReadDefinition(const yaml::Node& definition) {
  const yaml::Node& spec = definition.Get("spec");
  const std::string_view kind = spec.Get("names").Get("kind").string();
  for (const yaml::Node& version : spec.Get("versions").items()) {
    const std::string_view name = version.Get("name").string();
    if (kind.empty() || name.empty()) continue;
    const yaml::Node& schema = version.Get("schema").Get("openAPIV3Schema");
    texts_.push_back(std::make_unique<std::string>(JoinVersion(spec.Get("group").string(), name)));
    static constexpr yaml::Node kNoComponents;
    Add({.api_version = *texts_.back(),
         .name = kind,
         .schema =
             schema.is_map() ? custom::SchemaReader(kNoComponents, schemas_).ReadRoot(schema, kind) : nullptr,
         .source = CustomKind::Source::kDefinition,
         .served = version.Get("served").boolean().value_or(false),
         .has_status = version.Get("subresources").Get("status").present()});
  }
}

Result<void> CustomKinds::AddOpenApi(std::string text) {
  documents_.push_back(std::make_unique<Document>("<openapi>", std::move(text)));
  const yaml::Node& root = documents_.back()->root();
  const yaml::Node& components = root.Get("components").Get("schemas");
  if (!root.Get("openapi").is_string()) {
    documents_.pop_back();
    return std::unexpected(ClusterError("the API server's answer is no OpenAPI document"));
  }
  const std::set<std::string> with_status = KindsWithStatus(root.Get("paths"));
  custom::SchemaReader reader(components, schemas_);
  for (const yaml::Entry& component : components.entries()) {
    const yaml::Node* kind = KindOf(component.value);
    if (kind == nullptr) continue;
    const std::string_view group = kind->Get("group").string();
    const std::string_view version = kind->Get("version").string();
    const std::string_view name = kind->Get("kind").string();
    const schema::Kind known = schema::FindKind(group, version, name);
    if (known && !known.custom()) continue;
    texts_.push_back(std::make_unique<std::string>(JoinVersion(group, version)));
    Add({.api_version = *texts_.back(),
         .name = name,
         .schema = reader.ReadRoot(component.value, name),
         .source = CustomKind::Source::kCluster,
         .served = true,
         .has_status = with_status.contains(fmt::format("{}/{}/{}", group, version, name))});
  }
  return {};
}

void CustomKinds::Add(CustomKind kind) { kinds_.insert_or_assign(Key(kind.name, kind.api_version), kind); }

const CustomKind* CustomKinds::Find(std::string_view api_version, std::string_view kind) const {
  const auto at = kinds_.find(Key(kind, api_version));
  return at == kinds_.end() ? nullptr : &at->second;
}

std::vector<std::string_view> CustomKinds::ApiVersionsOf(std::string_view kind) const {
  std::vector<std::string_view> versions;
  for (auto at = kinds_.lower_bound(Key(kind, {})); at != kinds_.end() && at->first.first == kind; ++at) {
    if (at->second.served) versions.push_back(at->second.api_version);
  }
  return versions;
}

std::vector<std::string_view> CustomKinds::Names() const {
  std::vector<std::string_view> names;
  for (const auto& [key, kind] : kinds_) {
    if (names.empty() || names.back() != key.first) names.push_back(key.first);
  }
  return names;
}

}  // namespace meshctl::validate
