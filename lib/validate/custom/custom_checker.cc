// SPDX-License-Identifier: Apache-2.0
// Three passes, in the order of the API server: decoding finds unknown fields, the schema judges values,
// rules see only what the schema has accepted. Value validations (`allOf`, `anyOf`, `oneOf`, `not`) are
// schemas too, but say nothing of unknown fields.
#include "validate/custom/custom_checker.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/counted.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "cel/regex.h"
#include "validate/custom/format.h"
#include "yaml/json.h"

namespace meshctl::validate::custom {
namespace {

bool Equal(const yaml::Node& a, const yaml::Node& b) {
  if (a.is_string() && b.is_string()) return a.text() == b.text();
  return yaml::ToJson(a) == yaml::ToJson(b);
}

bool IsNumber(const yaml::Node& node) {
  return node.type() == yaml::Type::kInt || node.type() == yaml::Type::kFloat;
}

bool IsWhole(const yaml::Node& node) {
  if (node.type() == yaml::Type::kInt) return true;
  const auto value = node.number();
  return value && std::trunc(*value) == *value;
}

Expectation ExpectationOf(const Schema& schema) {
  using schema::Scalar;
  using schema::Shape;
  if (schema.int_or_string) return {"an integer or a string", Shape::kSingle, Scalar::kIntOrString};
  switch (schema.type) {
    case Type::kObject:
      return {"an object", Shape::kSingle, Scalar::kObject};
    case Type::kArray: {
      const bool structs = schema.items != nullptr && schema.items->type == Type::kObject;
      return {"a list", Shape::kList, structs ? Scalar::kStruct : Scalar::kString};
    }
    case Type::kString:
      return {"a string", Shape::kSingle,
              schema.format != nullptr && schema.format->name == "duration" ? Scalar::kDuration
                                                                            : Scalar::kString};
    case Type::kInteger:
      return {"an integer", Shape::kSingle, Scalar::kInt64};
    case Type::kNumber:
      return {"a number", Shape::kSingle, Scalar::kDouble};
    case Type::kBoolean:
      return {"a boolean", Shape::kSingle, Scalar::kBool};
    case Type::kAny:
      break;
  }
  return {"anything"};
}

std::string Limit(double value) {
  return std::trunc(value) == value && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{}", value);
}

std::vector<std::string_view> NamesOf(const Schema& schema) {
  std::vector<std::string_view> names;
  for (const auto& [name, property] : schema.properties) names.push_back(name);
  return names;
}

/// "an IPv4 address or an IPv6 address", if formats are all that the alternatives ask for; else empty.
std::string FormatsOf(const std::vector<const Schema*>& alternatives) {
  std::string words;
  for (const Schema* part : alternatives) {
    if (part->format == nullptr || !part->pattern.empty() || part->choices != nullptr) return {};
    words += fmt::format("{}{}", words.empty() ? "" : " or ", part->format->what);
  }
  return words;
}

}  // namespace

/// Findings are held back while one of these lives.
class CustomChecker::Silence {
 public:
  explicit Silence(CustomChecker& checker) : checker_(checker), before_(checker.silent_) {
    checker.silent_ = true;
  }
  ~Silence() { checker_.silent_ = before_; }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  CustomChecker& checker_;
  bool before_;
};

void CustomChecker::Object(const yaml::Node& root, const CustomKind& kind) {
  if (kind.schema == nullptr) return;
  const Place place;
  Unknown(root, *kind.schema, place);
  if (kind.has_status && root.Find("status") != nullptr) dropped_ = &root.Get("status");
  Value(root, *kind.schema, place);
}

void CustomChecker::Default(const yaml::Entry& value, const Schema& schema) {
  const Place root;
  Unknown(value.value, schema, root.Key(value));
  Value(value.value, schema, root.Key(value));
}

const yaml::Node* CustomChecker::Effective(const yaml::Node& node, const Schema& schema,
                                           std::string_view property) const {
  const Schema* below = schema.Property(property);
  const yaml::Entry* entry = node.Find(property);
  const bool kept = entry != nullptr && &entry->value != dropped_ &&
                    (!entry->value.is_null() || below == nullptr || below->TakesNull());
  if (kept) return &entry->value;
  return below != nullptr ? below->default_value : nullptr;
}

void CustomChecker::Unknown(const yaml::Node& node, const Schema& schema, const Place& place) {
  std::size_t index = 0;
  for (const yaml::Node& item : node.items()) {
    const Place here = place.Item(index++);
    if (schema.items != nullptr) Unknown(item, *schema.items, here);
  }
  for (const yaml::Entry& entry : node.entries()) {
    const Schema* below = schema.Under(entry.key);
    if (below != nullptr) {
      Unknown(entry.value, *below, place.Key(entry));
    } else if (!schema.TakesUnknown() && (schema.type == Type::kObject || !schema.properties.empty())) {
      KnownFields known{.type = std::string(schema.name), .listed = NamesOf(schema)};
      known.near = Nearest(entry.key, known.listed);
      const Schema* spec = place.is_root() ? schema.Property("spec") : nullptr;
      known.below_spec = spec != nullptr && spec->Property(entry.key) != nullptr;
      complaints_.UnknownField(place, node, entry, known);
    }
  }
}

bool CustomChecker::Value(const yaml::Node& node, const Schema& schema, const Place& place) {
  if (node.is_null() && schema.TakesNull()) return true;
  if (!TypeFits(node, schema, place)) return false;
  bool fits = !(schema.choices != nullptr && !Choice(node, schema, place));
  if (node.is_map()) {
    fits = Map(node, schema, place) && fits;
  } else if (node.is_list()) {
    fits = List(node, schema, place) && fits;
  } else if (node.is_string()) {
    fits = Text(node, schema, place) && fits;
  } else if (IsNumber(node)) {
    fits = Number(node, schema, place) && fits;
  }
  fits = Logic(node, schema, place) && fits;
  if (!schema.rules.empty() && !silent_) Rules(node, schema, place);
  return fits;
}

bool CustomChecker::TypeFits(const yaml::Node& node, const Schema& schema, const Place& place) {
  bool fits = true;
  switch (schema.type) {
    case Type::kAny:
      break;
    case Type::kObject:
      fits = node.is_map();
      break;
    case Type::kArray:
      fits = node.is_list();
      break;
    case Type::kString:
      fits = node.is_string();
      break;
    case Type::kInteger:
      fits = IsNumber(node) && IsWhole(node);
      break;
    case Type::kNumber:
      fits = IsNumber(node);
      break;
    case Type::kBoolean:
      fits = node.type() == yaml::Type::kBool;
      break;
  }
  if (schema.int_or_string && schema.type == Type::kAny)
    fits = node.is_string() || (IsNumber(node) && IsWhole(node));
  if (fits) return true;
  if (node.is_null() && place.entry == nullptr && !place.is_root())
    return Fault([&] { complaints_.NullItem(place, node); });
  return Fault([&] { complaints_.WrongType(place, node, ExpectationOf(schema)); });
}

bool CustomChecker::Map(const yaml::Node& node, const Schema& schema, const Place& place) {
  bool fits = true;
  auto size = static_cast<std::int64_t>(node.size());
  for (const yaml::Entry& entry : node.entries()) {
    const Schema* below = schema.Under(entry.key);
    const bool absent =
        &entry.value == dropped_ || (entry.value.is_null() && below != nullptr && !below->TakesNull());
    if (absent) {
      --size;
    } else if (below != nullptr) {
      fits = Value(entry.value, *below, place.Key(entry)) && fits;
    }
  }
  for (const auto& [name, below] : schema.properties) {
    const yaml::Node* value = below->default_inherited ? Effective(node, schema, name) : nullptr;
    const bool filled = value != nullptr && value == below->default_value;
    if (filled && !Fits(*value, *below, place))
      fits = Fault([&] {
        complaints_.WrongAlternative(place, node, fmt::format("cannot have the default of `{}`", name));
      });
  }
  for (const std::string_view name : schema.required) {
    if (Effective(node, schema, name) != nullptr || IsMisspelt(node, schema, name)) continue;
    fits = Fault([&] { complaints_.MissingField(place, node, schema.name, name); });
  }
  if (schema.limits.min_properties || schema.limits.max_properties) {
    for (const auto& [name, below] : schema.properties) {
      const yaml::Entry* entry = node.Find(name);
      const bool filled = below->default_value != nullptr && (entry == nullptr || entry->value.is_null());
      size += filled ? 1 : 0;
    }
    fits = Size(node, size, schema.limits.min_properties, schema.limits.max_properties, "property", place) &&
           fits;
  }
  return Groups(node, schema, place) && fits;
}

bool CustomChecker::IsMisspelt(const yaml::Node& node, const Schema& schema, std::string_view name) const {
  if (silent_ || schema.TakesUnknown()) return false;
  const std::vector<std::string_view> names = NamesOf(schema);
  return std::ranges::any_of(node.entries(), [&](const yaml::Entry& entry) {
    return schema.Property(entry.key) == nullptr && Nearest(entry.key, names) == name;
  });
}

bool CustomChecker::List(const yaml::Node& node, const Schema& schema, const Place& place) {
  bool fits = true;
  std::size_t index = 0;
  for (const yaml::Node& item : node.items()) {
    const Place here = place.Item(index++);
    if (schema.items != nullptr) fits = Value(item, *schema.items, here) && fits;
  }
  fits = Size(node, static_cast<std::int64_t>(node.size()), schema.limits.min_items, schema.limits.max_items,
              "item", place) &&
         fits;
  const bool unique = schema.limits.unique_items || schema.list != cel::Shape::ListType::kAtomic;
  return (!unique || node.size() < 2 || Unique(node, schema, place)) && fits;
}

bool CustomChecker::Unique(const yaml::Node& node, const Schema& schema, const Place& place) {
  const auto key_of = [&](const yaml::Node& item) {
    if (schema.list != cel::Shape::ListType::kMap || !item.is_map()) return yaml::ToJson(item);
    Json key = Json::array();
    for (const std::string_view name : schema.list_keys) {
      const yaml::Node* part =
          schema.items != nullptr ? Effective(item, *schema.items, name) : &item.Get(name);
      key.push_back(part != nullptr ? yaml::ToJson(*part) : Json());
    }
    return key;
  };
  bool fits = true;
  std::map<Json, const yaml::Node*> first;
  for (const yaml::Node& item : node.items()) {
    const auto [at, added] = first.try_emplace(key_of(item), &item);
    if (!added) fits = Fault([&] { complaints_.DuplicateItem(place, *at->second, item); });
  }
  return fits;
}

bool CustomChecker::Text(const yaml::Node& node, const Schema& schema, const Place& place) {
  bool fits = true;
  const std::string_view text = node.text();
  if (schema.format != nullptr && !schema.format->Matches(text)) {
    fits = Fault([&] {
      if (schema.format->as == cel::As::kBytes) return complaints_.NotBase64(place, node);
      complaints_.WrongFormat(place, node, schema.format->what, schema.format->syntax);
    });
  }
  if (schema.limits.min_length || schema.limits.max_length) {
    fits = Size(node, static_cast<std::int64_t>(utf8::CharacterCount(text)), schema.limits.min_length,
                schema.limits.max_length, "character", place) &&
           fits;
  }
  if (!schema.pattern.empty() && !cel::RegexMatches(schema.pattern, text))
    fits = Fault([&] { complaints_.PatternMismatch(place, node, schema.pattern); });
  return fits;
}

bool CustomChecker::Number(const yaml::Node& node, const Schema& schema, const Place& place) {
  const auto value = node.number();
  if (!value) return true;
  const Limits& limits = schema.limits;
  const auto fault = [&](const std::string& words) {
    return Fault([&] { complaints_.OutOfRange(place, node, words); });
  };
  if (limits.minimum && (*value < *limits.minimum || (limits.exclusive_minimum && *value == *limits.minimum)))
    return fault(
        fmt::format("{} {}", limits.exclusive_minimum ? "more than" : "at least", Limit(*limits.minimum)));
  if (limits.maximum && (*value > *limits.maximum || (limits.exclusive_maximum && *value == *limits.maximum)))
    return fault(
        fmt::format("{} {}", limits.exclusive_maximum ? "less than" : "at most", Limit(*limits.maximum)));
  if (limits.multiple_of && *limits.multiple_of > 0) {
    const double factor = *value / *limits.multiple_of;
    if (std::trunc(factor) != factor)
      return fault(fmt::format("a multiple of {}", Limit(*limits.multiple_of)));
  }
  return true;
}

bool CustomChecker::Choice(const yaml::Node& node, const Schema& schema, const Place& place) {
  if (std::ranges::any_of(schema.choices->items(),
                          [&](const yaml::Node& choice) { return Equal(choice, node); }))
    return true;
  return Fault([&] {
    std::vector<std::string_view> words;
    for (const yaml::Node& choice : schema.choices->items()) {
      if (choice.is_scalar()) words.push_back(choice.text());
    }
    complaints_.UnknownValue(place, node, words);
  });
}

bool CustomChecker::Size(const yaml::Node& node, std::int64_t size, std::optional<std::int64_t> least,
                         std::optional<std::int64_t> most, std::string_view unit, const Place& place) {
  if (least && size < *least)
    return Fault([&] { complaints_.WrongLength(place, node, "at least " + Counted(*least, unit)); });
  if (most && size > *most)
    return Fault([&] { complaints_.WrongLength(place, node, "at most " + Counted(*most, unit)); });
  return true;
}

bool CustomChecker::Groups(const yaml::Node& node, const Schema& schema, const Place& place) {
  bool fits = true;
  for (const Group& group : schema.groups) {
    std::vector<std::string_view> given;
    for (const std::string_view field : group.fields) {
      if (Effective(node, schema, field) != nullptr) given.push_back(field);
    }
    if (given.empty() && group.exactly_one)
      fits = Fault([&] { complaints_.MissingOneOf(place, node, group.fields); });
    if (given.size() > 1) fits = Fault([&] { Conflict(node, group, given, place); });
  }
  return fits;
}

void CustomChecker::Conflict(const yaml::Node& node, const Group& group,
                             const std::vector<std::string_view>& given, const Place& place) {
  std::vector<const yaml::Entry*> entries;
  for (const std::string_view field : given) {
    if (const yaml::Entry* entry = node.Find(field)) entries.push_back(entry);
  }
  if (entries.empty()) return;
  std::ranges::sort(entries, {}, &yaml::Entry::key_begin);
  const yaml::Entry& second = entries.size() > 1 ? *entries[1] : *entries[0];
  complaints_.ConflictingFields(place, *entries.front(), second, group.fields, group.exactly_one);
}

bool CustomChecker::Fits(const yaml::Node& node, const Schema& schema, const Place& place) {
  const Silence silence(*this);
  return Value(node, schema, place);
}

bool CustomChecker::Logic(const yaml::Node& node, const Schema& schema, const Place& place) {
  bool fits = true;
  for (const Schema* part : schema.all_of) fits = Value(node, *part, place) && fits;
  if (!schema.any_of.empty() && !schema.int_or_string) fits = AnyOf(node, schema, place) && fits;
  if (!schema.one_of.empty() && !schema.int_or_string) fits = OneOf(node, schema, place) && fits;
  if (schema.none_of != nullptr && Fits(node, *schema.none_of, place))
    fits = Fault([&] { complaints_.WrongAlternative(place, node, "must not be what its schema rules out"); });
  return fits;
}

bool CustomChecker::AnyOf(const yaml::Node& node, const Schema& schema, const Place& place) {
  const auto fits = [&](const Schema* part) { return Fits(node, *part, place); };
  if (std::ranges::any_of(schema.any_of, fits)) return true;
  return Fault([&] {
    if (std::string formats = FormatsOf(schema.any_of); !formats.empty() && node.is_string())
      return complaints_.WrongFormat(place, node, formats, {});
    complaints_.WrongAlternative(place, node, "must fit at least one of the alternatives of its schema");
  });
}

bool CustomChecker::OneOf(const yaml::Node& node, const Schema& schema, const Place& place) {
  const auto count =
      std::ranges::count_if(schema.one_of, [&](const Schema* part) { return Fits(node, *part, place); });
  if (count == 1) return true;
  return Fault([&] {
    const Schema* chosen = count == 0 ? Chosen(node, schema, place) : nullptr;
    if (chosen != nullptr) {
      Value(node, *chosen, place);
    } else {
      complaints_.WrongAlternative(
          place, node,
          fmt::format("must fit {} of the alternatives of its schema", count == 0 ? "one" : "only one"));
    }
  });
}

const Schema* CustomChecker::Chosen(const yaml::Node& node, const Schema& schema, const Place& place) {
  const Schema* chosen = nullptr;
  for (const Schema* part : schema.one_of) {
    bool by_words = false;
    bool matches = true;
    for (const auto& [name, property] : part->properties) {
      if (property->choices == nullptr) continue;
      const yaml::Node* value = Effective(node, *part, name);
      by_words = true;
      matches = matches && value != nullptr && Fits(*value, *property, place);
    }
    if (!by_words || !matches) continue;
    if (chosen != nullptr) return nullptr;
    chosen = part;
  }
  return chosen;
}

void CustomChecker::Rules(const yaml::Node& node, const Schema& schema, const Place& place) {
  for (const Rule& rule : schema.rules) {
    const cel::Program program = rule.program.program();
    if (program.uses_old_self && !rule.optional_old_self) continue;
    const auto holds = cel::Evaluate(program, {&node, &schema}, budget_);
    if (!holds) {
      Broken(node, schema, rule, &holds.error(), place);
    } else if (!*holds) {
      Broken(node, schema, rule, nullptr, place);
    }
  }
}

void CustomChecker::Broken(const yaml::Node& node, const Schema& schema, const Rule& rule,
                           const cel::Failure* failure, const Place& place) {
  std::string message(rule.message);
  if (rule.message_program && failure == nullptr) {
    if (auto said = cel::EvaluateText(rule.message_program->program(), {&node, &schema}, budget_);
        said && !said->empty())
      message = std::move(*said);
  }
  message = message.empty() ? "breaks a rule of its definition" : "is refused: " + message;
  complaints_.RuleBroken(place, node, {rule.text, message, rule.field_path, {}}, failure);
}

}  // namespace meshctl::validate::custom
