// SPDX-License-Identifier: Apache-2.0
// The handles of types.h: each answers from one row of the compiled tables. Field lookup is one hash and one
// comparison, because validation asks once for every key of every manifest.
#include "schema/types.h"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "base/nearest.h"
#include "schema/tables.h"

namespace meshctl::schema {

using tables::kUnset;
using tables::View;

namespace {

Names NamesAt(tables::Range range) { return {tables::kNames + range.begin, range.count}; }
Rules RulesAt(tables::Range range) { return {tables::kRules + range.begin, range.count}; }
std::span<const std::uint8_t> PositionsAt(tables::Range range) {
  return {tables::kPositions + range.begin, range.count};
}

std::optional<std::int64_t> Given(std::int64_t value) {
  return value == kUnset ? std::nullopt : std::optional(value);
}

constexpr std::array<std::string_view, 16> kScalarNames = {
    "string",   "bool",      "int32",     "int64",    "uint32",        "uint64", "double", "bytes",
    "duration", "timestamp", "microtime", "quantity", "int-or-string", "object", "any",    "struct"};

// Rows made at run time, of somebody's custom resources, are not in the tables.
template <typename Row>
std::string_view DescriptionAt(const Row* row, const Row* rows, std::size_t count, const tables::Text* docs) {
  if (std::less<>()(row, rows) || !std::less<>()(row, rows + count)) return {};
  const tables::Text text = docs[row - rows];
  return {tables::kDocPool + text.offset, text.size};
}

const tables::FieldRow kAbsentField{};
const tables::TypeRow kAbsentType{};

}  // namespace

std::string_view Names::Iterator::operator*() const { return View(*at_); }

bool Names::Contains(std::string_view name) const { return std::ranges::find(*this, name) != end(); }

std::string_view Name(Scalar scalar) { return kScalarNames[static_cast<std::size_t>(scalar)]; }

std::string_view Rule::text() const { return View(row_->rule); }
std::string_view Rule::reason() const { return View(row_->reason); }
std::string_view Rule::twin() const { return View(row_->twin); }
std::string_view Rule::message() const { return View(row_->message); }
std::string_view Rule::field_path() const { return View(row_->field_path); }
std::string_view Rule::channel() const { return View(row_->channel); }
cel::Program Rule::program() const {
  return {.steps = {tables::kSteps + row_->steps.begin, row_->steps.count},
          .pool = View(row_->constants),
          .uses_old_self = row_->uses_old_self};
}

Names Constraint::choices() const { return NamesAt(row_->choices); }
bool Constraint::closed() const { return row_->choices.count > 0 && !row_->open_choices; }
std::optional<std::int64_t> Constraint::min() const { return Given(row_->min); }
std::optional<std::int64_t> Constraint::max() const { return Given(row_->max); }
std::optional<std::int64_t> Constraint::min_length() const { return Given(row_->min_length); }
std::optional<std::int64_t> Constraint::max_length() const { return Given(row_->max_length); }
std::string_view Constraint::pattern() const { return View(row_->pattern); }
std::string_view Constraint::experimental_pattern() const { return View(row_->experimental_pattern); }
std::size_t Constraint::deprecated_choices() const { return row_->deprecated_choices; }
std::size_t Constraint::experimental_choices() const { return row_->experimental_choices; }
Format Constraint::format() const { return static_cast<Format>(row_->format); }
Rules Constraint::rules() const { return RulesAt(row_->rules); }
bool Constraint::any() const { return row_ != tables::kConstraints; }

const tables::FieldRow& Field::row() const { return row_ != nullptr ? *row_ : kAbsentField; }
const tables::ExtraRow& Field::extra() const { return tables::kExtras[row().extra]; }
bool Field::Has(std::uint32_t flag) const { return (row().flags & flag) != 0; }

std::size_t Field::index() const { return static_cast<std::size_t>(row_ - tables::kFields); }
std::string_view Field::name() const { return View({row().name, row().name_size}); }
std::string_view Field::proto_name() const {
  const tables::Range range = row().proto_name;
  return range.count == 0 ? std::string_view() : View(tables::kNames[range.begin]);
}
std::string_view Field::alias_of() const { return View(extra().alias_of); }
Shape Field::shape() const { return static_cast<Shape>(row().shape); }
Scalar Field::scalar() const { return static_cast<Scalar>(row().scalar); }
Type Field::type() const { return row().type == tables::kNoType ? Type() : Type(tables::kTypes[row().type]); }
Type Field::validated_as() const {
  return extra().validated_as == tables::kNoType ? Type() : Type(tables::kTypes[extra().validated_as]);
}

std::string_view Field::description() const {
  return DescriptionAt(row_, tables::kFields, tables::kFieldCount, tables::kFieldDocs);
}

std::string Field::Describe() const {
  std::string element(scalar() == Scalar::kStruct ? type().short_name() : Name(scalar()));
  switch (shape()) {
    case Shape::kSingle:
      return element;
    case Shape::kList:
      return "[]" + element;
    case Shape::kMap:
      break;
  }
  return "map[string]" + element;
}

bool Field::required() const { return Has(tables::kRequired); }
bool Field::server_required() const { return Has(tables::kServerRequired); }
bool Field::nullable() const { return Has(tables::kNullable); }
bool Field::immutable() const { return Has(tables::kImmutable); }
bool Field::deprecated() const { return Has(tables::kDeprecated); }
bool Field::hidden() const { return Has(tables::kHidden); }
bool Field::write_only() const { return Has(tables::kWriteOnly); }
bool Field::experimental() const { return Has(tables::kExperimental); }
bool Field::in_crd() const { return !Has(tables::kNotInCrd); }
bool Field::zero_is_unset() const { return Has(tables::kZeroIsUnset); }
std::string_view Field::feature_gate() const { return View(extra().feature_gate); }

Constraint Field::constraint() const { return Constraint(tables::kConstraints[row().constraint]); }
Constraint Field::key_constraint() const { return Constraint(tables::kConstraints[row().key_constraint]); }
bool Field::has_extra() const { return row().extra != 0; }
std::optional<std::int64_t> Field::min_size() const { return Given(extra().min_size); }
std::optional<std::int64_t> Field::max_bytes() const { return Given(extra().max_bytes); }
std::optional<std::int64_t> Field::max_size() const { return Given(extra().max_size); }
Rules Field::rules() const { return RulesAt(extra().rules); }

std::string_view Field::default_json() const { return View(extra().default_json); }
std::string_view Field::server_default_json() const { return View(extra().server_default_json); }
std::string_view Field::server_default_rule() const { return View(extra().server_default_rule); }

bool Field::atomic() const {
  if (shape() == Shape::kList) return list_kind() == ListKind::kAtomic;
  if (Has(tables::kGranularValue)) return false;
  return Has(tables::kAtomicValue) || (shape() == Shape::kSingle && type().atomic());
}
ListKind Field::list_kind() const { return static_cast<ListKind>(row().list); }
Names Field::list_keys() const { return NamesAt(row().list_keys); }
std::string_view Field::patch_strategy() const { return View(extra().patch_strategy); }
std::string_view Field::patch_merge_key() const { return View(extra().patch_merge_key); }

std::string_view OneOf::name() const { return View(row_->name); }
Names OneOf::fields() const { return NamesAt(row_->fields); }
std::span<const std::uint8_t> OneOf::positions() const { return PositionsAt(row_->positions); }
bool OneOf::exactly_one() const { return row_->exactly_one; }

const tables::TypeRow& Type::row() const { return row_ != nullptr ? *row_ : kAbsentType; }

std::size_t Type::index() const { return static_cast<std::size_t>(row_ - tables::kTypes); }
std::string_view Type::name() const { return View(row().name); }
std::string_view Type::short_name() const {
  const std::string_view qualified = name();
  return qualified.substr(qualified.rfind('.') + 1);
}

std::string_view Type::description() const {
  return DescriptionAt(row_, tables::kTypes, tables::kTypeCount, tables::kTypeDocs);
}

Fields Type::fields() const { return {tables::kFields + row().fields.begin, row().fields.count}; }

Field Type::Find(std::string_view key) const {
  const tables::TypeRow& type = row();
  if (type.fields.count == 0) return {};
  const std::uint8_t position =
      tables::kSlots[type.slots + tables::Slot(key, type.hash_seed, type.slot_bits)];
  if (position == tables::kNoSlot) return {};
  const Field field(tables::kFields[type.fields.begin + position]);
  if (field.name() == key) return field;
  return !key.empty() && field.proto_name() == key ? field : Field();
}

Field Type::Nearest(std::string_view key) const {
  std::vector<std::string_view> names;
  for (const Field field : fields()) names.push_back(field.name());
  return Find(meshctl::Nearest(key, names));
}

std::size_t Type::IndexOf(Field field) const {
  return static_cast<std::size_t>(field.row_ - (tables::kFields + row().fields.begin));
}

std::span<const std::uint8_t> Type::required() const { return PositionsAt(row().required); }
OneOfs Type::one_of() const { return {tables::kOneOfs + row().one_of.begin, row().one_of.count}; }
std::string_view Type::schema_one_of() const { return View(row().schema_one_of); }
Rules Type::rules() const { return RulesAt(row().rules); }
Fields Type::alternatives() const {
  return {tables::kFields + row().alternatives.begin, row().alternatives.count};
}
bool Type::atomic() const { return row().atomic; }
bool Type::preserves_unknown() const { return row().preserves_unknown; }
bool Type::experimental() const { return row().experimental; }

Type FindType(std::string_view qualified_name) {
  const std::span types(tables::kTypes, tables::kTypeCount);
  const auto at = std::ranges::lower_bound(types, qualified_name, {},
                                           [](const tables::TypeRow& row) { return View(row.name); });
  return at != types.end() && View(at->name) == qualified_name ? Type(*at) : Type();
}

}  // namespace meshctl::schema
