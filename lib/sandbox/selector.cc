// SPDX-License-Identifier: Apache-2.0
// Selectors as they stand in objects, and the one place that decides whether an object meets the
// requirements of a selector. The text forms are read by label_selector.cc and field_selector.cc.
#include "sandbox/selector.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>

#include "sandbox/field_labels.h"
#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

std::optional<std::string> LabelOf(const Json& object, const std::string& key) {
  const Json* label = ValueAt(object, {"metadata", "labels", key});
  if (!label || !label->is_string()) return {};
  return label->get<std::string>();
}

std::optional<std::int64_t> NumberOf(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

// How the number in a label compares with a bound; nothing when either is no number.
std::optional<std::strong_ordering> CompareNumbers(const std::optional<std::string>& label,
                                                   const std::string& bound) {
  const auto a = label ? NumberOf(*label) : std::nullopt;
  const auto b = NumberOf(bound);
  if (!a || !b) return {};
  return *a <=> *b;
}

}  // namespace

Selector Selector::OfMap(const Json& labels) {
  Selector selector;
  if (!labels.is_object()) return selector;
  for (const auto& [key, value] : labels.items()) {
    selector.requirements_.push_back(
        {false, key, Operator::kIn, {value.is_string() ? value.get<std::string>() : value.dump()}});
  }
  return selector;
}

Selector Selector::OfLabelSelector(const Json& json) {
  const Json* labels = ValueAt(json, {"matchLabels"});
  Selector selector = OfMap(labels ? *labels : Json());
  const Json* expressions = ValueAt(json, {"matchExpressions"});
  if (!expressions || !expressions->is_array()) return selector;
  for (const Json& expression : *expressions) {
    Requirement requirement{false, TextAt(expression, {"key"}), Operator::kIn, {}};
    const std::string op = TextAt(expression, {"operator"});
    if (op == "NotIn") requirement.op = Operator::kNotIn;
    if (op == "Exists") requirement.op = Operator::kExists;
    if (op == "DoesNotExist") requirement.op = Operator::kDoesNotExist;
    if (const Json* values = ValueAt(expression, {"values"}); values && values->is_array()) {
      for (const Json& value : *values) {
        if (value.is_string()) requirement.values.push_back(value.get<std::string>());
      }
    }
    selector.requirements_.push_back(std::move(requirement));
  }
  return selector;
}

bool Selector::Meets(const Json& object, const Requirement& requirement) {
  const std::optional<std::string> value = requirement.field
                                               ? FieldText(object, requirement.key, requirement.absent)
                                               : LabelOf(object, requirement.key);
  switch (requirement.op) {
    case Operator::kExists:
      return value.has_value();
    case Operator::kDoesNotExist:
      return !value;
    case Operator::kIn:
      return value && std::ranges::find(requirement.values, *value) != requirement.values.end();
    case Operator::kNotIn:
      return !value || std::ranges::find(requirement.values, *value) == requirement.values.end();
    case Operator::kGreater:
      return CompareNumbers(value, requirement.values.front()) == std::strong_ordering::greater;
    case Operator::kLess:
      return CompareNumbers(value, requirement.values.front()) == std::strong_ordering::less;
  }
  return false;
}

bool Selector::Selects(const Json& object) const {
  return std::ranges::all_of(requirements_,
                             [&](const Requirement& requirement) { return Meets(object, requirement); });
}

std::string Selector::ToString() const {
  std::vector<std::string> parts;
  for (const auto& [field, key, op, values, absent] : requirements_) {
    const std::string list = fmt::format("{}", fmt::join(values, ","));
    switch (op) {
      case Operator::kExists:
        parts.push_back(key);
        break;
      case Operator::kDoesNotExist:
        parts.push_back("!" + key);
        break;
      case Operator::kIn:
        parts.push_back(values.size() == 1 ? fmt::format("{}={}", key, list)
                                           : fmt::format("{} in ({})", key, list));
        break;
      case Operator::kNotIn:
        parts.push_back(fmt::format("{} notin ({})", key, list));
        break;
      case Operator::kGreater:
        parts.push_back(fmt::format("{}>{}", key, list));
        break;
      case Operator::kLess:
        parts.push_back(fmt::format("{}<{}", key, list));
        break;
    }
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

}  // namespace meshctl::sandbox
