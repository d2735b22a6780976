// SPDX-License-Identifier: Apache-2.0
// The order of a plan is one table of classes: what the user wrote first stays first among
// objects that do not need each other.
#include "apply/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "schema/kinds.h"

namespace meshctl::apply {
namespace {

struct ClassRow {
  std::string_view group;
  std::string_view kind;  // empty: every kind of the group
  int order;
};

constexpr int kOther = 70;  // custom resources, after all that they may be about

constexpr ClassRow kClasses[] = {
    {"", "Namespace", 0},
    {"apiextensions.k8s.io", "CustomResourceDefinition", 10},
    {"scheduling.k8s.io", "PriorityClass", 10},
    {"storage.k8s.io", "StorageClass", 10},
    {"", "ServiceAccount", 20},
    {"rbac.authorization.k8s.io", "", 21},
    {"", "ResourceQuota", 30},
    {"", "LimitRange", 30},
    {"networking.k8s.io", "NetworkPolicy", 30},
    {"", "ConfigMap", 31},
    {"", "Secret", 31},
    {"", "PersistentVolume", 32},
    {"", "PersistentVolumeClaim", 33},
    {"", "Service", 40},
    {"", "Endpoints", 41},
    {"discovery.k8s.io", "", 41},
    {"", "Pod", 50},
    {"", "ReplicationController", 50},
    {"apps", "", 50},
    {"batch", "", 50},
    {"autoscaling", "", 51},
    {"policy", "", 51},
    {"networking.istio.io", "", 60},
    {"security.istio.io", "", 60},
    {"telemetry.istio.io", "", 60},
    {"extensions.istio.io", "", 60},
    {"gateway.networking.k8s.io", "GatewayClass", 59},
    {"gateway.networking.k8s.io", "", 60},
    {"networking.k8s.io", "", 60},
    // Last: a webhook that is not served yet would stop everything behind it.
    {"apiregistration.k8s.io", "", 80},
    {"admissionregistration.k8s.io", "", 81},
};

std::string_view GroupOf(std::string_view api_version) {
  const std::size_t slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

}  // namespace

std::string Item::label() const {
  std::string label = kind();
  std::ranges::transform(label, label.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const std::string version = api_version();
  if (const std::string_view group = GroupOf(version); !group.empty()) label += fmt::format(".{}", group);
  return fmt::format("{}/{}", label, name());
}

bool Plan::Creates(const std::string& name) const {
  return std::ranges::any_of(items, [&](const Item& item) {
    return item.kind() == "Namespace" && item.api_version() == "v1" && item.name() == name;
  });
}

const Item* Plan::DefinitionOf(const std::string& api_version, const std::string& kind) const {
  const auto found = std::ranges::find_if(items, [&](const Item& item) {
    if (item.kind() != "CustomResourceDefinition") return false;
    const yaml::Node& spec = item.root.Get("spec");
    return spec.Get("group").string() == GroupOf(api_version) &&
           spec.Get("names").Get("kind").string() == kind;
  });
  return found == items.end() ? nullptr : &*found;
}

int OrderClass(std::string_view api_version, std::string_view kind) {
  const std::string_view group = GroupOf(api_version);
  const auto row = std::ranges::find_if(kClasses, [&](const ClassRow& candidate) {
    return candidate.group == group && (candidate.kind.empty() || candidate.kind == kind);
  });
  return row == std::end(kClasses) ? kOther : row->order;
}

Plan MakePlan(std::vector<Item> items) {
  std::multimap<int, Item> ordered;  // keeps the order of arrival within a class
  for (Item& item : items) {
    const int order = OrderClass(item.api_version(), item.kind());
    ordered.emplace(order, std::move(item));
  }
  items.clear();
  for (auto& [order, item] : ordered) items.push_back(std::move(item));
  return {std::move(items)};
}

Plan MakePlan(const model::Manifests& manifests) {
  std::vector<Item> items;
  for (const model::Object& object : manifests.objects()) {
    items.push_back({.root = *object.root, .place = object.span()});
  }
  return MakePlan(std::move(items));
}

Reach KnownReach(const Item& item) {
  if (const schema::Kind kind = schema::FindKind(item.api_version(), item.kind())) {
    return kind.namespaced() ? Reach::kNamespace : Reach::kCluster;
  }
  return item.name_space().empty() ? Reach::kCluster : Reach::kNamespace;
}

Result<std::string> NamespaceOf(const Item& item, Reach reach, const kube::Scope& scope) {
  if (reach == Reach::kCluster) return "";
  std::string own = item.name_space();
  if (own.empty()) return scope.name_space;
  if (scope.given && own != scope.name_space) {
    return std::unexpected(
        UsageError(fmt::format("the object's namespace `{}` is not `{}`, which `--namespace` asks for", own,
                               scope.name_space))
            .Hint("leave `--namespace` out, or the namespace in the manifest"));
  }
  return own;
}

Result<void> CheckNamespaces(const Plan& plan, const kube::Scope& scope) {
  for (const Item& item : plan.items) {
    if (auto name_space = NamespaceOf(item, KnownReach(item), scope); !name_space) {
      return std::unexpected(std::move(name_space)
                                 .error()
                                 .In(fmt::format("{}: {}", source::ToString(item.place), item.label())));
    }
  }
  return {};
}

}  // namespace meshctl::apply
