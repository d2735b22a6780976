// SPDX-License-Identifier: Apache-2.0
// Label selectors over namespaces, as Kubernetes evaluates them.
#include "gatewayapi/namespaces.h"

#include <algorithm>
#include <optional>

namespace meshctl::gatewayapi {
namespace {

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";

/// The value of a label; nothing when it is not there.
std::optional<std::string_view> ValueOf(std::string_view key, std::string_view ns,
                                        const model::Labels* labels) {
  if (key == kNameLabel) return ns;
  const yaml::Entry* const entry = labels ? labels->Find(key) : nullptr;
  return entry ? std::optional(entry->value.text()) : std::nullopt;
}

bool Holds(const yaml::Node& expression, std::string_view ns, const model::Labels* labels) {
  const std::optional<std::string_view> value = ValueOf(expression.Get("key").string(), ns, labels);
  const std::string_view op = expression.Get("operator").string();
  const auto listed = [&] {
    return std::ranges::any_of(expression.Get("values").items(),
                               [&](const yaml::Node& item) { return item.text() == value; });
  };
  if (op == "In") return value && listed();
  if (op == "NotIn") return !value || !listed();
  if (op == "Exists") return value.has_value();
  return op == "DoesNotExist" && !value;
}

}  // namespace

Namespaces::Namespaces(const model::Manifests& manifests) {
  for (const model::Object& object : manifests.objects()) {
    if (object.Is(model::kCore, "Namespace")) {
      if (manifests.Counts(object)) labels_[*object.name] = &object.labels;
    } else if (!object.namespace_->empty()) {
      labels_.try_emplace(*object.namespace_, nullptr);
    }
  }
}

bool Namespaces::Selects(const yaml::Node& selector, std::string_view ns) const {
  const auto found = labels_.find(ns);
  const model::Labels* const labels = found == labels_.end() ? nullptr : found->second;
  for (const yaml::Entry& wanted : selector.Get("matchLabels").entries()) {
    if (ValueOf(wanted.key, ns, labels) != wanted.value.text()) return false;
  }
  return std::ranges::all_of(selector.Get("matchExpressions").items(),
                             [&](const yaml::Node& expression) { return Holds(expression, ns, labels); });
}

std::vector<std::string_view> Namespaces::Selected(const yaml::Node& selector) const {
  std::vector<std::string_view> selected;
  for (const auto& [ns, _] : labels_) {
    if (Selects(selector, ns)) selected.push_back(ns);
  }
  return selected;
}

}  // namespace meshctl::gatewayapi
