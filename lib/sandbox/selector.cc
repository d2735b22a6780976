// SPDX-License-Identifier: Apache-2.0
// Three spellings of selectors read into one list of requirements, and the one place that decides whether an
// object meets them.
#include "sandbox/selector.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

std::string_view Trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Cuts at commas that stand outside parentheses.
std::vector<std::string_view> SplitRequirements(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (text[i] == ',' && depth <= 0) {
      parts.push_back(Trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(Trim(text.substr(begin)));
  return parts;
}

bool IsKey(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '/';
  });
}

// `key in (a, b)` taken apart; nothing when the text is of another form.
struct SetTest {
  std::string_view key;
  bool negated = false;
  std::vector<std::string> values;
};
std::optional<SetTest> ParseSetTest(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == text.npos || !text.ends_with(')')) return {};
  std::string_view head = Trim(text.substr(0, open));
  SetTest test;
  if (head.ends_with(" notin")) {
    test.negated = true;
    head.remove_suffix(6);
  } else if (head.ends_with(" in")) {
    head.remove_suffix(3);
  } else {
    return {};
  }
  test.key = Trim(head);
  for (std::string_view value : SplitRequirements(text.substr(open + 1, text.size() - open - 2))) {
    test.values.emplace_back(value);
  }
  return test;
}

std::optional<std::string> LabelOf(const Json& object, const std::string& key) {
  const Json* label = ValueAt(object, {"metadata", "labels", key});
  if (!label || !label->is_string()) return {};
  return label->get<std::string>();
}

// A field that is not there is the empty text, as in the API server.
std::string FieldOf(const Json& object, std::string_view path) {
  const Json* at = &object;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    if (!at->is_object()) return {};
    auto found = at->find(path.substr(0, dot));
    if (found == at->end()) return {};
    at = &*found;
    path = dot == path.npos ? std::string_view() : path.substr(dot + 1);
  }
  if (at->is_string()) return at->get<std::string>();
  return at->is_primitive() && !at->is_null() ? at->dump() : std::string();
}

}  // namespace

Answer<Selector> Selector::OfLabels(std::string_view text) { return Parse(text, false); }
Answer<Selector> Selector::OfFields(std::string_view text) { return Parse(text, true); }

Answer<Selector> Selector::Parse(std::string_view text, bool fields) {
  Selector selector;
  if (Trim(text).empty()) return selector;
  for (std::string_view part : SplitRequirements(text)) {
    Requirement requirement{fields, {}, Operator::kIn, {}};
    if (auto test = fields ? std::nullopt : ParseSetTest(part)) {
      requirement.key = test->key;
      requirement.op = test->negated ? Operator::kNotIn : Operator::kIn;
      requirement.values = std::move(test->values);
    } else if (const std::size_t equal = part.find('='); equal != part.npos) {
      const bool negated = equal > 0 && part[equal - 1] == '!';
      const bool doubled = part.substr(equal).starts_with("==");
      requirement.key = Trim(part.substr(0, negated ? equal - 1 : equal));
      requirement.op = negated ? Operator::kNotIn : Operator::kIn;
      requirement.values.emplace_back(Trim(part.substr(equal + (doubled ? 2 : 1))));
    } else if (!fields && part.starts_with('!')) {
      requirement.key = Trim(part.substr(1));
      requirement.op = Operator::kDoesNotExist;
    } else if (!fields) {
      requirement.key = part;
      requirement.op = Operator::kExists;
    }
    if (!IsKey(requirement.key)) {
      return std::unexpected(BadRequest(fmt::format("unable to parse requirement: found '{}'", part)));
    }
    selector.requirements_.push_back(std::move(requirement));
  }
  return selector;
}

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
  const std::optional<std::string> value =
      requirement.field ? FieldOf(object, requirement.key) : LabelOf(object, requirement.key);
  switch (requirement.op) {
    case Operator::kExists:
      return value.has_value();
    case Operator::kDoesNotExist:
      return !value;
    case Operator::kIn:
      return value && std::ranges::find(requirement.values, *value) != requirement.values.end();
    case Operator::kNotIn:
      return !value || std::ranges::find(requirement.values, *value) == requirement.values.end();
  }
  return false;
}

bool Selector::Selects(const Json& object) const {
  return std::ranges::all_of(requirements_,
                             [&](const Requirement& requirement) { return Meets(object, requirement); });
}

std::string Selector::ToString() const {
  std::vector<std::string> parts;
  for (const auto& [field, key, op, values] : requirements_) {
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
    }
  }
  return fmt::format("{}", fmt::join(parts, ","));
}

}  // namespace meshctl::sandbox
