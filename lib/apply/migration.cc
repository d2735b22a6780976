// SPDX-License-Identifier: Apache-2.0
// Without this, fields that leave a manifest would stay in the cluster for ever: client-side apply goes on
// owning them, and server-side apply removes only what nobody else owns.
#include "apply/migration.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "fields/field_set.h"
#include "fields/value_at.h"

namespace meshctl::apply {
namespace {

constexpr const char* kKubectl = "kubectl-client-side-apply";
constexpr const char* kLastApplied = "f:kubectl.kubernetes.io/last-applied-configuration";

/// The entries of metadata.managedFields.
std::vector<Json> EntriesOf(const Json& live) {
  std::vector<Json> entries;
  const Json* list = fields::ValueAt(live, {"metadata", "managedFields"});
  if (!list || !list->is_array()) return entries;
  std::ranges::copy_if(*list, std::back_inserter(entries),
                       [](const Json& entry) { return entry.is_object(); });
  return entries;
}

bool IsUpdate(const Json& entry) {
  return fields::TextAt(entry, {"operation"}) == "Update" && fields::TextAt(entry, {"subresource"}).empty();
}

fields::FieldSet FieldsOf(const Json& entry) {
  const Json* set = fields::ValueAt(entry, {"fieldsV1"});
  return set ? fields::FromFieldsV1(*set) : fields::FieldSet();
}

bool OwnsLastApplied(const Json& entry) {
  return fields::ValueAt(entry, {"fieldsV1", "f:metadata", "f:annotations", kLastApplied}) != nullptr;
}

std::set<std::string> ClientSideManagers(const std::vector<Json>& entries) {
  std::set<std::string> managers = {kKubectl};
  for (const Json& entry : entries) {
    if (IsUpdate(entry) && OwnsLastApplied(entry)) managers.insert(fields::TextAt(entry, {"manager"}));
  }
  return managers;
}

}  // namespace

bool IsClientSideApply(const Json& live, const std::string& manager) {
  return ClientSideManagers(EntriesOf(live)).contains(manager);
}

std::optional<Json> MigrationOf(const Json& live, const std::string& field_manager) {
  std::vector<Json> entries = EntriesOf(live);
  const std::set<std::string> managers = ClientSideManagers(entries);
  const auto is_client_side = [&](const Json& entry) {
    return IsUpdate(entry) && managers.contains(fields::TextAt(entry, {"manager"}));
  };
  std::ranges::stable_sort(entries, std::greater<>(),
                           [](const Json& entry) { return fields::TextAt(entry, {"time"}); });
  const auto latest = std::ranges::find_if(entries, is_client_side);
  if (latest == entries.end()) return std::nullopt;
  auto ours = std::ranges::find_if(entries, [&](const Json& entry) {
    return fields::TextAt(entry, {"operation"}) == "Apply" &&
           fields::TextAt(entry, {"manager"}) == field_manager &&
           fields::TextAt(entry, {"subresource"}).empty();
  });
  if (ours == entries.end()) {
    ours = latest;
    (*ours)["operation"] = "Apply";
    (*ours)["manager"] = field_manager;
  }
  const std::string version = fields::TextAt(*ours, {"apiVersion"});
  const auto joins = std::ranges::find_if(entries, [&](const Json& entry) {
    return is_client_side(entry) && fields::TextAt(entry, {"apiVersion"}) == version;
  });
  if (joins != entries.end()) {
    (*ours)["fieldsV1"] = fields::ToFieldsV1(fields::Union(FieldsOf(*ours), FieldsOf(*joins)));
  }
  std::erase_if(entries, is_client_side);
  Json patch = Json::array();
  patch.push_back({{"op", "replace"}, {"path", "/metadata/managedFields"}, {"value", std::move(entries)}});
  patch.push_back({{"op", "replace"},
                   {"path", "/metadata/resourceVersion"},
                   {"value", fields::TextAt(live, {"metadata", "resourceVersion"})}});
  return patch;
}

}  // namespace meshctl::apply
