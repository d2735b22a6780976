// SPDX-License-Identifier: Apache-2.0
// Walks a value beside its type and hands what does not fit to Complaints. Follows the API server: in
// built-in kinds null and the empty string mean "not given"; in custom resources null is dropped from
// objects, refused in lists, and the empty string is a value.
#include "validate/checker.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/counted.h"
#include "base/utf8.h"
#include "cel/regex.h"
#include "schema/cel_shape.h"
#include "schema/formats.h"
#include "validate/custom/custom_checker.h"
#include "validate/custom/type_alternatives.h"
#include "validate/integer_range.h"
#include "yaml/scalar.h"

namespace meshctl::validate {

using schema::Constraint;
using schema::FormatWords;
using schema::IsBase64;
using schema::IsDuration;
using schema::IsQuantity;
using schema::IsTimestamp;
using schema::ListKind;
using schema::Scalar;
using schema::Shape;

namespace {

bool HoldsChoice(Names choices, const yaml::Node& node) {
  if (node.is_string()) return choices.Contains(node.text());
  const auto number = node.integer();
  if (!number) return false;
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), *number).ptr;
  return choices.Contains({digits, static_cast<std::size_t>(end - digits)});
}

/// Whether an unknown key of the object, reported already, is this field with a slip: one fault, one finding.
bool IsMisspelt(const yaml::Node& node, Type type, Field field) {
  return std::ranges::any_of(node.entries(), [&](const yaml::Entry& entry) {
    return !type.Find(entry.key) && type.Nearest(entry.key) == field;
  });
}

std::vector<std::string_view> Listed(Names names) { return {names.begin(), names.end()}; }

/// Digits without end, which YAML takes for a float.
bool IsHugeInteger(const yaml::Node& node) {
  return node.type() == yaml::Type::kFloat &&
         node.text().find_first_not_of("+-0123456789") == std::string_view::npos;
}

/// Whether a value means "nothing" to a server that asks for the field in code.
bool IsEmpty(const yaml::Node& node) {
  if (node.is_map() || node.is_list()) return node.size() == 0;
  return node.is_string() && node.text().empty();
}

}  // namespace

/// Which fields of a type an object has.
class Checker::Seen {
 public:
  void Set(std::size_t index) { words_[index / 64] |= std::uint64_t{1} << index % 64; }
  bool Has(std::size_t index) const { return (words_[index / 64] >> index % 64 & 1) != 0; }

 private:
  std::array<std::uint64_t, 4> words_{};
};

void Checker::Object(const yaml::Node& root) {
  const Place place;
  if (scope_.decoding_only) depth_ = Depth::kDecoding;
  Struct(root, kind_.type(), place);
  if (scope_.decoding_only) return;
  if (!kind_.file_only()) Named(root, kind_.type().Find("metadata").type());
}

void Checker::Metadata(const yaml::Node& root) {
  static const Type kMetadata = schema::FindType("meta.v1.ObjectMeta");
  const Place place;
  if (const yaml::Entry* metadata = root.Find("metadata"); metadata != nullptr) {
    const Place here = place.Key(*metadata);
    if (metadata->value.is_map()) {
      Struct(metadata->value, kMetadata, here);
    } else if (!metadata->value.is_null()) {
      complaints_.WrongType(here, metadata->value, {"an object", Shape::kSingle, Scalar::kObject});
    }
  }
  Named(root, kMetadata);
}

void Checker::Named(const yaml::Node& root, Type meta) {
  const Place place;
  const yaml::Entry* metadata = root.Find("metadata");
  const yaml::Node& value = metadata != nullptr ? metadata->value : root;
  const bool named = metadata != nullptr && (!metadata->value.Get("name").string().empty() ||
                                             !metadata->value.Get("generateName").string().empty());
  const bool odd = metadata != nullptr && !value.is_map() && !value.is_null();
  if (named || odd) return;
  if (metadata != nullptr && IsMisspelt(value, meta, meta.Find("name"))) return;
  complaints_.MissingName(metadata != nullptr ? place.Key(*metadata) : place, value);
}

void Checker::Value(const yaml::Node& root, Type type) {
  if (root.is_map()) return Struct(root, type, Place());
  if (!root.is_null()) complaints_.WrongRoot(root);
}

void Checker::Struct(const yaml::Node& node, Type type, const Place& place) {
  Seen seen;
  for (const yaml::Entry& entry : node.entries()) {
    const Field field = FindField(type, entry.key);
    if (!field) {
      if (!type.preserves_unknown()) complaints_.UnknownField(place, node, entry, type);
      continue;
    }
    if (entry.value.is_null() && !field.nullable()) continue;
    seen.Set(type.IndexOf(field));
    if (entry.value.is_null()) continue;
    const Depth depth = depth_;
    const bool status = place.is_root() && entry.key == "status" && kind_.subresources().Contains("status");
    if (status) depth_ = custom_ ? Depth::kDropped : Depth::kDecoding;
    if (depth_ == Depth::kAll && (field.deprecated() || field.experimental())) Notice(entry, field, place);
    Value(entry.value, field, place.Key(entry));
    depth_ = depth;
  }
  if (depth_ != Depth::kAll) return;
  Required(node, type, place, seen);
  OneOfs(node, type, place, seen);
  if (!type.schema_one_of().empty())
    custom::CustomChecker(root_, report_).Alternatives(node, custom::AlternativesOf(type), place);
  if (!type.rules().empty()) Rules(node, type.rules(), schema::ShapeOf(type), place);
}

Field Checker::FindField(Type type, std::string_view key) const {
  const Field field = type.Find(key);
  if (field || !scope_.decoding_only) return field;
  std::string camel;
  bool upper = false;
  for (const char c : key) {
    if (c != '_') camel += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = c == '_';
  }
  return type.Find(camel);
}

bool Checker::DecoderTakes(const yaml::Node& node, Field field) const {
  if (!scope_.decoding_only) return false;
  const bool word = field.scalar() == Scalar::kString && field.constraint().closed();
  if (word && node.type() == yaml::Type::kInt) return true;
  const bool integer = field.scalar() == Scalar::kInt32 || field.scalar() == Scalar::kInt64 ||
                       field.scalar() == Scalar::kUint32 || field.scalar() == Scalar::kUint64;
  return integer && node.is_string() && yaml::ParseInteger(node.text()).has_value();
}

/// Fields that work today and not everywhere, or not for ever.
void Checker::Notice(const yaml::Entry& entry, Field field, const Place& place) {
  if (field.deprecated()) complaints_.Deprecated(place, entry);
  if (field.experimental() && !scope_.experimental)
    complaints_.Experimental(place.Key(entry), entry.key_span());
}

void Checker::Rules(const yaml::Node& node, schema::Rules rules, const cel::Shape& shape,
                    const Place& place) {
  for (const schema::Rule rule : rules) {
    const std::string_view other = scope_.experimental ? "standard" : "experimental";
    // A rule about the old object only speaks on updates.
    if (rule.channel() == other || rule.program().uses_old_self) continue;
    const cel::Self self{&node, &shape};
    const auto holds = cel::Evaluate(rule.program(), self, budget_);
    if (holds && *holds) continue;
    complaints_.RuleBroken(place, node, {rule.text(), rule.message(), rule.field_path(), rule.twin()},
                           holds ? nullptr : &holds.error());
  }
}

void Checker::Required(const yaml::Node& node, Type type, const Place& place, const Seen& seen) {
  for (const std::uint8_t position : type.required()) {
    const Field field = type.fields()[position];
    if (!seen.Has(position)) {
      if (!IsMisspelt(node, type, field))
        complaints_.MissingField(place, node, type.short_name(), field.name());
    } else if (field.server_required()) {
      const yaml::Entry* entry = node.Find(field.name());
      if (entry != nullptr && IsEmpty(entry->value)) complaints_.EmptyField(place.Key(*entry), entry->value);
    }
  }
}

void Checker::OneOfs(const yaml::Node& node, Type type, const Place& place, const Seen& seen) {
  for (const OneOf group : type.one_of()) {
    const yaml::Entry* first = nullptr;
    for (const std::uint8_t position : group.positions()) {
      if (!seen.Has(position)) continue;
      const yaml::Entry* entry = node.Find(type.fields()[position].name());
      if (entry == nullptr) continue;
      if (first != nullptr) {
        const bool in_order = first->key_begin < entry->key_begin;
        complaints_.ConflictingFields(place, in_order ? *first : *entry, in_order ? *entry : *first,
                                      Listed(group.fields()), group.exactly_one());
        break;
      }
      first = entry;
    }
    if (first == nullptr && group.exactly_one())
      complaints_.MissingOneOf(place, node, Listed(group.fields()));
  }
}

void Checker::Value(const yaml::Node& node, Field field, const Place& place) {
  switch (field.shape()) {
    case Shape::kSingle:
      return Element(node, field, place, /*inside=*/false);
    case Shape::kList:
      return List(node, field, place);
    case Shape::kMap:
      return Map(node, field, place);
  }
}

void Checker::List(const yaml::Node& node, Field field, const Place& place) {
  const bool dropped = depth_ == Depth::kDropped;
  if (!node.is_list()) {
    if (!dropped) complaints_.WrongType(place, node, field, /*element=*/false);
    return;
  }
  std::size_t index = 0;
  for (const yaml::Node& item : node.items()) {
    const Place here = place.Item(index++);
    if (!item.is_null()) {
      Element(item, field, here, /*inside=*/true);
    } else if (!dropped && (custom_ || (field.type() && !field.type().required().empty()))) {
      // Built-in kinds take null for an item without any field.
      complaints_.NullItem(here, item);
    }
  }
  if (depth_ != Depth::kAll) return;
  Size(node, field, place, "item");
  if (field.has_extra() && !field.rules().empty()) Rules(node, field.rules(), schema::ShapeOf(field), place);
  if (custom_ && node.size() > 1 && field.list_kind() != ListKind::kAtomic) Unique(node, field, place);
}

void Checker::Map(const yaml::Node& node, Field field, const Place& place) {
  if (!node.is_map()) {
    if (depth_ != Depth::kDropped) complaints_.WrongType(place, node, field, /*element=*/false);
    return;
  }
  const Constraint keys = field.key_constraint();
  for (const yaml::Entry& entry : node.entries()) {
    if (depth_ == Depth::kAll && keys.any() && !Matches(keys.format(), entry.key)) {
      complaints_.WrongKeyFormat(place, entry, keys.format());
    }
    if (!entry.value.is_null()) Element(entry.value, field, place.Key(entry), /*inside=*/true);
  }
  if (depth_ != Depth::kAll) return;
  Size(node, field, place, "property");
  if (!field.has_extra()) return;
  Bytes(node, field, place);
  if (!field.rules().empty()) Rules(node, field.rules(), schema::ShapeOf(field), place);
}

void Checker::Element(const yaml::Node& node, Field field, const Place& place, bool inside) {
  if (field.scalar() != Scalar::kStruct) return Scalars(node, field, place, inside);
  const Type type = field.type();
  if (!type.alternatives().empty()) return Alternative(node, field, place);
  if (node.is_map()) {
    Struct(node, type, place);
    if (depth_ == Depth::kAll && !field.constraint().rules().empty())
      Rules(node, field.constraint().rules(), schema::ShapeOf(type), place);
    return;
  }
  if (depth_ != Depth::kDropped) complaints_.WrongType(place, node, field, inside);
}

void Checker::Alternative(const yaml::Node& node, Field field, const Place& place) {
  for (const Field alternative : field.type().alternatives()) {
    const bool list = alternative.shape() == Shape::kList;
    const bool fits = list                                    ? node.is_list()
                      : alternative.scalar() == Scalar::kBool ? node.type() == yaml::Type::kBool
                                                              : node.is_map();
    if (fits) return Value(node, alternative, place);
  }
  complaints_.WrongType(place, node, *field.type().alternatives().begin(), /*element=*/true);
}

void Checker::Scalars(const yaml::Node& node, Field field, const Place& place, bool inside) {
  using yaml::Type;
  bool fits = false;
  const Type type = node.type();
  switch (field.scalar()) {
    case Scalar::kAny:
      return;
    case Scalar::kObject:
      fits = node.is_map();
      break;
    case Scalar::kBool:
      fits = type == Type::kBool;
      break;
    case Scalar::kInt32:
    case Scalar::kInt64:
    case Scalar::kUint32:
    case Scalar::kUint64:
      fits = type == Type::kInt || IsHugeInteger(node);
      break;
    case Scalar::kDouble:
      fits = type == Type::kInt || type == Type::kFloat;
      break;
    case Scalar::kQuantity:
      fits = type == Type::kInt || type == Type::kFloat || type == Type::kString;
      break;
    case Scalar::kIntOrString:
      fits = type == Type::kInt || type == Type::kString;
      break;
    default:
      fits = type == Type::kString;
      break;
  }
  if (!fits) {
    if (depth_ != Depth::kDropped && !DecoderTakes(node, field))
      complaints_.WrongType(place, node, field, inside);
    return;
  }
  if (scope_.decoding_only && depth_ == Depth::kDecoding) Choice(node, field, place);
  if (depth_ != Depth::kAll) return;
  if (type == Type::kString) Text(node, field, place);
  const bool number = type == Type::kInt || type == Type::kFloat;
  if (number && field.scalar() != Scalar::kQuantity && field.scalar() != Scalar::kDouble) {
    Integer(node, field, place);
  }
  if (field.shape() == Shape::kSingle && field.scalar() == Scalar::kObject)
    Size(node, field, place, "property");
  Choice(node, field, place);
  const Constraint constraint = field.constraint();
  if (constraint.any() && !constraint.rules().empty())
    Rules(node, constraint.rules(), schema::ElementShapeOf(field), place);
}

void Checker::Choice(const yaml::Node& node, Field field, const Place& place) {
  const Constraint constraint = field.constraint();
  if (!constraint.closed() || (IsEmpty(node) && !custom_ && !field.required())) return;
  const Names choices = constraint.choices();
  if (!HoldsChoice(choices, node))
    return complaints_.UnknownValue(place, node,
                                    std::vector<std::string_view>(choices.begin(), choices.end()));
  const std::size_t experimental = choices.size() - constraint.experimental_choices();
  const std::size_t deprecated = experimental - constraint.deprecated_choices();
  for (std::size_t i = deprecated; i < choices.size(); ++i) {
    if (choices[i] != node.text()) continue;
    if (i < experimental) {
      complaints_.DeprecatedValue(place, node);
    } else if (!scope_.experimental) {
      complaints_.Experimental(place, node.span());
    }
  }
}

void Checker::Integer(const yaml::Node& node, Field field, const Place& place) {
  const auto value = node.integer();
  if (!value) {
    const bool large = field.scalar() == Scalar::kUint64 && yaml::ParseLargeInteger(node.text());
    if (large) return;
    const IntegerRange range = RangeOf(field.scalar());
    complaints_.OutOfRange(place, node,
                           node.text().starts_with('-') ? fmt::format("at least {}", range.low)
                                                        : fmt::format("at most {}", range.high));
    return;
  }
  if (*value == 0 && field.zero_is_unset()) return;
  IntegerRange range = RangeOf(field.scalar());
  const Constraint constraint = field.constraint();
  if (constraint.any()) {
    range.low = constraint.min().value_or(range.low);
    range.high = constraint.max().value_or(range.high);
    if (constraint.format() == Format::kPortOrName) range = {1, 65535};
    if (constraint.format() == Format::kIntOrPercent) range.low = 0;
  }
  if (*value < range.low) complaints_.OutOfRange(place, node, fmt::format("at least {}", range.low));
  if (*value > range.high) complaints_.OutOfRange(place, node, fmt::format("at most {}", range.high));
}

void Checker::Text(const yaml::Node& node, Field field, const Place& place) {
  const std::string_view text = node.text();
  switch (field.scalar()) {
    case Scalar::kDuration:
      if (!IsDuration(text))
        complaints_.WrongFormat(place, node, "a duration",
                                "a number and a unit, for example `10s` or `1h30m`");
      break;
    case Scalar::kTimestamp:
    case Scalar::kMicroTime:
      if (!IsTimestamp(text))
        complaints_.WrongFormat(place, node, "a time", "for example `2026-01-02T03:04:05Z`");
      break;
    case Scalar::kQuantity:
      if (!IsQuantity(text))
        complaints_.WrongFormat(place, node, "a quantity", "for example `500m`, `2` or `1Gi`");
      break;
    case Scalar::kBytes:
      if (!custom_ && !IsBase64(text)) complaints_.NotBase64(place, node);
      break;
    default:
      break;
  }
  const Constraint constraint = field.constraint();
  if (!constraint.any()) return;
  Format format = constraint.format();
  if (text.empty() && !field.required() && (!custom_ || format != Format::kNone)) return;
  if (format == Format::kNameOfKind) {
    const bool own = place.parent->parent != nullptr && place.parent->parent->is_root();
    format = !own ? Format::kNone : kind_ ? kind_.name_format() : Format::kDns1123Subdomain;
  }
  if (!Matches(format, text)) {
    const FormatWords words = Describe(format);
    complaints_.WrongFormat(place, node, words.what, words.syntax);
  }
  if (!constraint.pattern().empty() || !constraint.experimental_pattern().empty())
    Pattern(node, field, place);
  const auto least = constraint.min_length();
  const auto most = constraint.max_length();
  if (!least && !most) return;
  const std::int64_t length = static_cast<std::int64_t>(utf8::CharacterCount(text));
  if (least && length < *least)
    complaints_.WrongLength(place, node, "at least " + Counted(*least, "character"));
  if (most && length > *most) complaints_.WrongLength(place, node, "at most " + Counted(*most, "character"));
}

void Checker::Pattern(const yaml::Node& node, Field field, const Place& place) {
  const Constraint constraint = field.constraint();
  std::string_view pattern = constraint.pattern();
  if (scope_.experimental && !constraint.experimental_pattern().empty())
    pattern = constraint.experimental_pattern();
  if (!pattern.empty() && !cel::RegexMatches(pattern, node.text()))
    complaints_.PatternMismatch(place, node, pattern);
}

void Checker::Bytes(const yaml::Node& node, Field field, const Place& place) {
  const auto most = field.max_bytes();
  if (!most) return;
  std::int64_t size = 0;
  for (const yaml::Entry& entry : node.entries())
    size += static_cast<std::int64_t>(entry.key.size() + entry.value.text().size());
  if (size > *most) complaints_.WrongLength(place, node, fmt::format("at most {} bytes in all", *most));
}

void Checker::Size(const yaml::Node& node, Field field, const Place& place, std::string_view unit) {
  if (!field.has_extra() || (node.size() == 0 && !custom_ && !field.required())) return;
  const auto size = static_cast<std::int64_t>(node.size());
  const auto least = field.min_size();
  const auto most = field.max_size();
  if (least && size < *least) complaints_.WrongLength(place, node, "at least " + Counted(*least, unit));
  if (most && size > *most) complaints_.WrongLength(place, node, "at most " + Counted(*most, unit));
}

void Checker::Unique(const yaml::Node& node, Field field, const Place& place) {
  const auto key_of = [&](const yaml::Node& item) {
    if (field.list_kind() == ListKind::kSet) return std::string(item.text());
    std::string key;
    for (const std::string_view name : field.list_keys()) {
      const yaml::Node& part = item.Get(name);
      key += part.present() ? fmt::format("={}", part.text())
                            : std::string("-") += field.type().Find(name).default_json();
      key += '\0';
    }
    return key;
  };
  std::unordered_map<std::string, const yaml::Node*> first;
  for (const yaml::Node& item : node.items()) {
    const auto [at, added] = first.try_emplace(key_of(item), &item);
    if (!added) complaints_.DuplicateItem(place, *at->second, item);
  }
}

}  // namespace meshctl::validate
