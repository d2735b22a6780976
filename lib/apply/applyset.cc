// SPDX-License-Identifier: Apache-2.0
// Labels and annotations as the specification words them; what another tool has written is left alone.
#include "apply/applyset.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <array>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "fields/value_at.h"
#include "kube/discovery.h"

namespace meshctl::apply {
namespace {

constexpr const char* kIdLabel = "applyset.kubernetes.io/id";
constexpr const char* kTooling = "applyset.kubernetes.io/tooling";
constexpr const char* kKinds = "applyset.kubernetes.io/contains-group-kinds";
constexpr const char* kNamespaces = "applyset.kubernetes.io/additional-namespaces";
constexpr const char* kAdopted = "meshctl.dev/adopted";
constexpr const char* kParentType = "applyset.kubernetes.io/is-parent-type";
constexpr const char* kFieldManager = "meshctl-applyset";
constexpr std::string_view kTool = "meshctl/";

std::string Sha256InBase64Url(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string encoded = EncodeBase64({reinterpret_cast<const char*>(digest.data()), size});
  while (encoded.ends_with('=')) encoded.pop_back();
  for (char& c : encoded) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return encoded;
}

std::set<std::string> SplitList(const std::string& text) {
  std::set<std::string> words;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (end > begin) words.insert(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

/// `Deployment.apps`, `Service`.
std::string Word(const GroupKind& kind) {
  return kind.group.empty() ? kind.kind : fmt::format("{}.{}", kind.kind, kind.group);
}

GroupKind ParseKind(const std::string& word) {
  const std::size_t dot = word.find('.');
  if (dot == std::string::npos) return {.group = "", .kind = word};
  return {.group = word.substr(dot + 1), .kind = word.substr(0, dot)};
}

bool IsBuiltInParent(const kube::ResourceType& type) {
  return type.group.empty() && (type.kind == "Secret" || type.kind == "ConfigMap");
}

/// Custom resources say by a label of their definition that they can be parents.
Result<void> CheckParentType(const kube::ResourceType& type, kube::Client& client) {
  if (IsBuiltInParent(type)) return {};
  const auto refuse = [&] {
    return std::unexpected(
        UsageError(fmt::format("`{}` cannot be the parent of an applyset", type.kind))
            .Hint(fmt::format(
                "name a Secret (`NAME`), a ConfigMap (`configmap/NAME`), or a kind whose definition has "
                "the label `{}`",
                kParentType)));
  };
  if (type.group.empty()) return refuse();
  const auto definitions = client.Resolve("apiextensions.k8s.io/v1", "CustomResourceDefinition");
  if (!definitions) return std::unexpected(definitions.error().error);
  const auto definition = client.Get(*definitions, "", fmt::format("{}.{}", type.plural, type.group));
  if (!definition && definition.error().status == 404) return refuse();
  if (!definition) return std::unexpected(definition.error().error);
  const Json* label = fields::ValueAt(*definition, {"metadata", "labels", kParentType});
  return label && *label == "true" ? Result<void>() : refuse();
}

/// Whether the object in the cluster is the parent of exactly this set, and ours.
Result<void> CheckParent(const ApplySet& set, const Json& live) {
  const std::string id = fields::TextAt(live, {"metadata", "labels", kIdLabel});
  if (id.empty()) {
    return std::unexpected(
        InputError(fmt::format("{} exists and is no applyset: it has no label `{}`", set.label(), kIdLabel))
            .Hint("choose another name for the applyset"));
  }
  if (id != set.id()) {
    return std::unexpected(InputError(
        fmt::format("{} is the parent of another applyset: its label `{}` is `{}` and should be `{}`",
                    set.label(), kIdLabel, id, set.id())));
  }
  const std::string tool = fields::TextAt(live, {"metadata", "annotations", kTooling});
  if (!tool.starts_with(kTool)) {
    return std::unexpected(
        InputError(fmt::format("{} is managed by `{}`, and only that may change the applyset", set.label(),
                               tool.empty() ? "nobody" : tool))
            .Hint(fmt::format("to hand it over, set the annotation `{}` to `{}{}`", kTooling, kTool,
                              "v" MESHCTL_VERSION)));
  }
  return {};
}

Contents ContentsOf(const Json& live, const std::string& own_namespace) {
  const auto list = [&](const char* key) {
    return SplitList(fields::TextAt(live, {"metadata", "annotations", key}));
  };
  Contents contents{.kinds = {}, .namespaces = list(kNamespaces), .adopted = list(kAdopted)};
  for (const std::string& word : list(kKinds)) contents.kinds.insert(ParseKind(word));
  if (!own_namespace.empty()) contents.namespaces.insert(own_namespace);
  return contents;
}

}  // namespace

Json AsMember(Json object, const std::string& id) {
  if (id.empty() || !object.is_object() || !object["metadata"].is_object()) return object;
  Json& labels = object["metadata"]["labels"];
  // Labels of a wrong type are the server's to refuse.
  if (labels.is_null() || labels.is_object()) labels[kPartOfLabel] = id;
  return object;
}

std::string MemberKey(const GroupKind& kind, const std::string& name_space, const std::string& name) {
  return fmt::format("{}/{}/{}", Word(kind), name_space, name);
}

std::string ApplySet::id() const {
  const std::string seed = fmt::format("{}.{}.{}.{}", name, name_space, parent.kind, parent.group);
  return fmt::format("applyset-{}-v1", Sha256InBase64Url(seed));
}

std::string ApplySet::label() const {
  return parent.namespaced ? fmt::format("{} `{}/{}`", parent.kind, name_space, name)
                           : fmt::format("{} `{}`", parent.kind, name);
}

Json ApplySet::ParentWith(const Contents& of) const {
  std::vector<std::string> kinds;
  for (const GroupKind& kind : of.kinds) kinds.push_back(Word(kind));
  std::ranges::sort(kinds);
  std::set<std::string> namespaces = of.namespaces;
  namespaces.erase(name_space);
  Json metadata = {{"name", name},
                   {"labels", {{kIdLabel, id()}}},
                   {"annotations",
                    {{kTooling, fmt::format("{}v{}", kTool, MESHCTL_VERSION)},
                     {kKinds, fmt::format("{}", fmt::join(kinds, ","))},
                     {kNamespaces, fmt::format("{}", fmt::join(namespaces, ","))}}}};
  if (!of.adopted.empty()) metadata["annotations"][kAdopted] = fmt::format("{}", fmt::join(of.adopted, ","));
  return {{"apiVersion", parent.api_version()}, {"kind", parent.kind}, {"metadata", std::move(metadata)}};
}

Result<ApplySet> FindApplySet(const std::string& word, kube::Client& client, const std::string& name_space) {
  const std::size_t slash = word.find('/');
  const std::string resource = slash == std::string::npos ? "secret" : word.substr(0, slash);
  const std::string name = slash == std::string::npos ? word : word.substr(slash + 1);
  if (name.empty() || name.find('/') != std::string::npos) {
    return std::unexpected(UsageError(fmt::format("`--applyset={}` names no object", word))
                               .Hint("it looks like `--applyset=shop` or `--applyset=configmap/shop`"));
  }
  const auto discovery = client.Discover();
  if (!discovery) return std::unexpected(discovery.error().error);
  const auto kind = (*discovery)->Named(resource);
  if (!kind) return std::unexpected(kind.error());
  ApplySet set{.parent = (*kind)->type,
               .name_space = (*kind)->type.namespaced ? name_space : "",
               .name = name,
               .contents = {}};
  if (auto checked = CheckParentType(set.parent, client); !checked) return std::unexpected(checked.error());
  const auto live = client.Get(set.parent, set.name_space, name);
  if (!live && live.error().status == 404 && IsBuiltInParent(set.parent)) {
    if (!set.name_space.empty()) set.contents.namespaces.insert(set.name_space);
    return set;
  }
  if (!live) return std::unexpected(live.error().error);
  if (auto checked = CheckParent(set, *live); !checked) return std::unexpected(checked.error());
  set.contents = ContentsOf(*live, set.name_space);
  return set;
}

Result<void> WriteParent(const ApplySet& set, const Contents& contents, kube::Client& client,
                         kube::DryRun dry_run) {
  const auto applied = client.Apply(set.parent, set.name_space, set.ParentWith(contents),
                                    {.field_manager = kFieldManager,
                                     .force = kube::Force::kYes,
                                     .dry_run = dry_run,
                                     .validation = kube::Validation::kStrict});
  if (applied) return {};
  Error error = applied.error().error;
  return std::unexpected(
      std::move(error).In(fmt::format("cannot write the applyset's parent, {}", set.label())));
}

}  // namespace meshctl::apply
