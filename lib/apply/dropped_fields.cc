// SPDX-License-Identifier: Apache-2.0
// Sets of fields, subtracted: what the manager would own after the migration, without what it and others own
// after the dry run. What migrates is migration.h's to say, so that diff and apply agree.
#include "apply/dropped_fields.h"

#include <utility>

#include "apply/migration.h"
#include "fields/removal.h"
#include "fields/value_at.h"

namespace meshctl::apply {
namespace {

struct Ownership {
  fields::FieldSet ours;
  fields::FieldSet others;  ///< but for client-side apply
};

Ownership OwnershipIn(const Json& entries, const Json& object, const std::string& field_manager) {
  Ownership ownership;
  if (!entries.is_array()) return ownership;
  for (const Json& entry : entries) {
    const Json* set = fields::ValueAt(entry, {"fieldsV1"});
    if (!set) continue;
    const std::string manager = fields::TextAt(entry, {"manager"});
    const bool whole = fields::TextAt(entry, {"subresource"}).empty();
    const bool updates = fields::TextAt(entry, {"operation"}) == "Update";
    if (whole && updates && IsClientSideApply(object, manager)) continue;
    fields::FieldSet& owned =
        whole && !updates && manager == field_manager ? ownership.ours : ownership.others;
    owned = Union(owned, fields::FromFieldsV1(*set));
  }
  return ownership;
}

/// What is dropped, and what must stay because somebody owns it.
struct Dropped {
  fields::FieldSet fields;
  fields::FieldSet kept;
};

Dropped Find(const Json& tried, const std::string& field_manager) {
  const auto migration = MigrationOf(tried, field_manager);
  const Json* entries = fields::ValueAt(tried, {"metadata", "managedFields"});
  if (!migration || !entries) return {};
  const Ownership now = OwnershipIn(*entries, tried, field_manager);
  const Ownership then = OwnershipIn((*migration)[0]["value"], tried, field_manager);
  fields::FieldSet kept = Union(now.ours, now.others);
  return {.fields = Difference(then.ours, kept), .kept = std::move(kept)};
}

}  // namespace

fields::FieldSet DroppedFields(const Json& tried, const std::string& field_manager) {
  return Find(tried, field_manager).fields;
}

Json WithoutDropped(const Json& tried, const std::string& field_manager) {
  const Dropped dropped = Find(tried, field_manager);
  return fields::Removed(tried, dropped.fields, dropped.kept);
}

}  // namespace meshctl::apply
