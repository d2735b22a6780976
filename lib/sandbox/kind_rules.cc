// SPDX-License-Identifier: Apache-2.0
// The few built-in kinds that need code of their own, side by side.
#include "sandbox/kind_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/base64.h"
#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

void PrepareSecret(Json& secret) {
  auto plain = secret.find("stringData");
  if (plain == secret.end()) return;
  if (plain->is_object()) {
    for (const auto& [key, value] : plain->items()) {
      if (value.is_string()) secret["data"][key] = EncodeBase64(value.get_ref<const std::string&>());
    }
  }
  secret.erase("stringData");
}

void PrepareNamespace(Json& name_space) {
  name_space["metadata"]["labels"]["kubernetes.io/metadata.name"] = TextAt(name_space, {"metadata", "name"});
  if (!ValueAt(name_space, {"spec", "finalizers"}))
    name_space["spec"]["finalizers"] = Json::array({"kubernetes"});
  if (!ValueAt(name_space, {"status", "phase"})) name_space["status"]["phase"] = "Active";
}

Json Value(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* value = ValueAt(object, path);
  return value ? *value : Json();
}

// A field that may not change once it has a value.
struct Frozen {
  GroupResource resource;
  std::array<std::string_view, 2> path;
};

const std::array<Frozen, 7> kFrozen = {{
    {{"apps", "deployments"}, {"spec", "selector"}},
    {{"apps", "replicasets"}, {"spec", "selector"}},
    {{"apps", "statefulsets"}, {"spec", "selector"}},
    {{"apps", "daemonsets"}, {"spec", "selector"}},
    {{"batch", "jobs"}, {"spec", "template"}},
    {{"rbac.authorization.k8s.io", "rolebindings"}, {"roleRef", ""}},
    {{"rbac.authorization.k8s.io", "clusterrolebindings"}, {"roleRef", ""}},
}};

}  // namespace

bool HasGeneration(const Resource& resource) {
  static constexpr std::string_view kCounted[] = {"cronjobs",
                                                  "customresourcedefinitions",
                                                  "daemonsets",
                                                  "deployments",
                                                  "endpointslices",
                                                  "ingresses",
                                                  "jobs",
                                                  "mutatingwebhookconfigurations",
                                                  "networkpolicies",
                                                  "poddisruptionbudgets",
                                                  "replicasets",
                                                  "replicationcontrollers",
                                                  "statefulsets",
                                                  "validatingwebhookconfigurations"};
  return resource.custom || std::ranges::find(kCounted, resource.plural) != std::end(kCounted);
}

void PrepareKind(const Resource& resource, Json& object) {
  if (!resource.group.empty()) return;
  if (resource.plural == "secrets") PrepareSecret(object);
  if (resource.plural == "namespaces") PrepareNamespace(object);
}

void DropWhatNobodyAskedFor(const Resource& resource, const Json& asked, Json& object) {
  struct Row {
    const char* plural;
    const char* field;
  };
  static constexpr Row kRows[] = {
      {"services", "ipFamilies"}, {"services", "ipFamilyPolicy"}, {"namespaces", "finalizers"}};
  const auto spec = object.find("spec");
  if (!resource.group.empty() || spec == object.end()) return;
  for (const Row& row : kRows) {
    if (resource.plural == row.plural && !ValueAt(asked, {row.field})) spec->erase(row.field);
  }
}

void KeepAllocated(const Resource& resource, const Json& live, Json& object) {
  if (resource.id() != GroupResource{"", "services"}) return;
  const Json* spec = ValueAt(live, {"spec"});
  if (!spec || TextAt(object, {"spec", "type"}) == "ExternalName") return;
  for (const char* field : {"clusterIP", "clusterIPs"}) {
    if (spec->contains(field) && !object["spec"].contains(field)) object["spec"][field] = (*spec)[field];
  }
  // Whoever changes the one field means the other too.
  const std::string address = TextAt(object, {"spec", "clusterIP"});
  const bool changed = address != TextAt(live, {"spec", "clusterIP"});
  if (changed && !address.empty() &&
      Value(live, {"spec", "clusterIPs"}) == Value(object, {"spec", "clusterIPs"}))
    object["spec"]["clusterIPs"] = Json::array({address});
}

std::optional<Refusal> FindForbiddenChange(const Resource& resource, const Json& live, const Json& object) {
  const GroupResource id = resource.id();
  auto refuse = [&](std::string field, std::string message) {
    return Invalid(resource.kind, resource.group, TextAt(live, {"metadata", "name"}),
                   {{"FieldValueInvalid", std::move(message), std::move(field)}});
  };
  auto frozen = [&](std::string field, const Json& value) {
    return refuse(std::move(field), fmt::format("Invalid value: {}: field is immutable", value.dump()));
  };
  for (const Frozen& row : kFrozen) {
    if (row.resource != id) continue;
    const bool deep = !row.path[1].empty();
    const Json before = deep ? Value(live, {row.path[0], row.path[1]}) : Value(live, {row.path[0]});
    const Json after = deep ? Value(object, {row.path[0], row.path[1]}) : Value(object, {row.path[0]});
    if (before != after)
      return frozen(fmt::format("{}{}{}", row.path[0], deep ? "." : "", row.path[1]), after);
  }
  if (id == GroupResource{"", "services"}) {
    const std::string before = TextAt(live, {"spec", "clusterIP"});
    const std::string after = TextAt(object, {"spec", "clusterIP"});
    if (!before.empty() && !after.empty() && before != after) {
      return refuse("spec.clusterIPs[0]",
                    fmt::format("Invalid value: [\"{}\"]: may not change once set", after));
    }
  }
  const bool secret = id == GroupResource{"", "secrets"};
  if (secret && Value(live, {"type"}) != Value(object, {"type"}))
    return frozen("type", Value(object, {"type"}));
  if ((secret || id == GroupResource{"", "configmaps"}) && Value(live, {"immutable"}) == Json(true)) {
    for (const char* field : {"immutable", "data", "binaryData"}) {
      if (Value(live, {field}) != Value(object, {field})) {
        return refuse(field, "Forbidden: field is immutable when `immutable` is set");
      }
    }
  }
  return {};
}

bool IsSystemNamespace(std::string_view name) {
  return name == "default" || name == "kube-system" || name == "kube-public";
}

}  // namespace meshctl::sandbox
