// SPDX-License-Identifier: Apache-2.0
// The wording is that of the API server's admission plugin ResourceQuota. Objects are counted when asked for:
// a namespace with a quota is rare and small.
#include "sandbox/quota.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace meshctl::sandbox {
namespace {

const GroupResource kQuotas{"", "resourcequotas"};
constexpr std::string_view kCount = "count/";
constexpr std::array<std::string_view, 8> kByPlural = {"pods",
                                                       "services",
                                                       "secrets",
                                                       "configmaps",
                                                       "persistentvolumeclaims",
                                                       "replicationcontrollers",
                                                       "resourcequotas",
                                                       "serviceaccounts"};

// The resource that an entry of `spec.hard` counts; nothing when it measures something else.
std::optional<GroupResource> CountedBy(std::string_view entry) {
  if (!entry.starts_with(kCount)) {
    const bool counts = std::ranges::find(kByPlural, entry) != kByPlural.end();
    return counts ? std::optional(GroupResource{"", std::string(entry)}) : std::nullopt;
  }
  entry.remove_prefix(kCount.size());
  const std::size_t dot = entry.find('.');
  if (dot == entry.npos) return GroupResource{"", std::string(entry)};
  return GroupResource{std::string(entry.substr(dot + 1)), std::string(entry.substr(0, dot))};
}

std::optional<std::int64_t> Quantity(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

bool Counts(const Json& object) {
  const std::string phase = TextAt(object, {"status", "phase"});
  return TextAt(object, {"kind"}) != "Pod" || (phase != "Succeeded" && phase != "Failed");
}

std::int64_t Used(const Store& store, const GroupResource& resource, const std::string& name_space) {
  const std::vector<Object> objects = store.List(resource, name_space);
  return std::ranges::count_if(objects, [](const Object& object) { return Counts(*object); });
}

}  // namespace

std::optional<Refusal> ExceedsQuota(const Store& store, const Resource& resource, const Json& object) {
  if (!resource.namespaced) return {};
  const std::string name_space = TextAt(object, {"metadata", "namespace"});
  for (const Object& quota : store.List(kQuotas, name_space)) {
    const Json* hard = ValueAt(*quota, {"spec", "hard"});
    if (!hard || !hard->is_object()) continue;
    for (const auto& [entry, value] : hard->items()) {
      const std::optional<std::int64_t> limit = Quantity(value);
      if (!limit || CountedBy(entry) != resource.id()) continue;
      const std::int64_t used = Used(store, resource.id(), name_space);
      if (used < *limit) continue;
      return Forbidden(resource.id(), TextAt(object, {"metadata", "name"}),
                       fmt::format("exceeded quota: {}, requested: {}=1, used: {}={}, limited: {}={}",
                                   TextAt(*quota, {"metadata", "name"}), entry, entry, used, entry, *limit));
    }
  }
  return {};
}

Json QuotaStatus(const Store& store, const Json& quota) {
  Json used = Json::object();
  const Json* hard = ValueAt(quota, {"spec", "hard"});
  if (!hard || !hard->is_object()) return Json::object();
  for (const auto& [entry, value] : hard->items()) {
    if (const std::optional<GroupResource> counted = CountedBy(entry))
      used[entry] = std::to_string(Used(store, *counted, TextAt(quota, {"metadata", "namespace"})));
  }
  return {{"hard", *hard}, {"used", std::move(used)}};
}

}  // namespace meshctl::sandbox
