// SPDX-License-Identifier: Apache-2.0
// One braced initialiser per row type: members in the order in which tables.h declares them.
#include "schema/gen/rows.h"

#include <fmt/core.h>

#include <concepts>

namespace meshctl::schema::gen {
namespace {

std::string Cell(const tables::Text& text) { return Row(text); }
std::string Cell(const tables::Range& range) { return Row(range); }
std::string Cell(bool value) { return value ? "true" : "false"; }
std::string Cell(std::int64_t value) { return value == tables::kUnset ? "kUnset" : fmt::format("{}", value); }
std::string Cell(std::uint64_t value) { return fmt::format("{}u", value); }
std::string Cell(std::integral auto value) { return fmt::format("{}", value); }

template <typename... Values>
std::string Braced(const Values&... values) {
  std::string out;
  ((out += out.empty() ? '{' : ',', out += Cell(values)), ...);
  out += '}';
  return out;
}

}  // namespace

std::string Row(const tables::Text& text) { return fmt::format("{{{},{}}}", text.offset, text.size); }
std::string Row(const tables::Range& range) { return fmt::format("{{{},{}}}", range.begin, range.count); }

std::string Row(const tables::ConstraintRow& row) {
  return Braced(row.min, row.max, row.min_length, row.max_length, row.choices, row.rules, row.pattern,
                row.experimental_pattern, row.format, row.open_choices, row.deprecated_choices,
                row.experimental_choices);
}

std::string Row(const tables::ExtraRow& row) {
  return Braced(row.min_size, row.max_size, row.max_bytes, row.default_json, row.server_default_json,
                row.server_default_rule, row.feature_gate, row.patch_strategy, row.patch_merge_key,
                row.alias_of, row.rules, row.validated_as);
}

std::string Row(const tables::FieldRow& row) {
  return Braced(row.name, row.name_size, row.shape, row.scalar, row.list, row.flags, row.type, row.constraint,
                row.key_constraint, row.extra, row.list_keys, row.proto_name);
}

std::string Row(const tables::OneOfRow& row) {
  return Braced(row.name, row.fields, row.positions, row.exactly_one);
}

std::string Row(const tables::RuleRow& row) {
  return Braced(row.rule, row.reason, row.twin, row.message, row.field_path, row.channel, row.steps,
                row.constants, row.uses_old_self);
}

std::string Row(const cel::Step& row) { return Braced(row.op, row.flags, row.count, row.a, row.b); }

std::string Row(const tables::TypeRow& row) {
  return Braced(row.name, row.fields, row.required, row.one_of, row.rules, row.alternatives,
                row.schema_one_of, row.slots, row.slot_bits, row.hash_seed, row.max_bytes, row.atomic,
                row.preserves_unknown, row.experimental);
}

std::string Row(const tables::ColumnRow& row) {
  return Braced(row.name, row.type, row.path, row.format, row.priority);
}

std::string Row(const tables::KindRow& row) {
  return Braced(row.group, row.version, row.api_version, row.name, row.plural, row.singular, row.list_name,
                row.short_names, row.categories, row.subresources, row.columns, row.channels, row.scale_spec,
                row.scale_status, row.scale_selector, row.type, row.name_format, row.namespaced, row.served,
                row.served_experimental, row.storage, row.deprecated, row.file_only, row.subresource_only,
                row.custom);
}

}  // namespace meshctl::schema::gen
