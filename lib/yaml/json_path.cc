// SPDX-License-Identifier: Apache-2.0
// Walks a value with a parsed template, as jsonpath.go of client-go does with AllowMissingKeys, which is how
// kubectl uses it everywhere.
#include "yaml/json_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>

#include "yaml/path_template.h"

namespace meshctl::yaml {
namespace {

using Values = std::vector<const Json*>;
using Path = PathStep::Path;

std::string_view TypeOf(const Json& value) {
  if (value.is_number()) return "a number";
  if (value.is_string()) return "text";
  if (value.is_boolean()) return "a boolean";
  return value.is_null() ? "null" : value.is_array() ? "a list" : "an object";
}

Result<Values> Walk(const Path& path, Values values);

Result<Values> SliceOf(const PathStep& step, const Values& values) {
  Values found;
  for (const Json* value : values) {
    if (!value->is_array())
      return std::unexpected(ClusterError(fmt::format("{} cannot be indexed", TypeOf(*value))));
    const auto length = static_cast<std::int64_t>(value->size());
    std::int64_t begin = step.begin.value_or(0);
    if (begin < 0) begin += length;
    std::int64_t end = step.single ? begin + 1 : step.end.value_or(length);
    if (end < 0) end += length;
    if (begin == end) continue;
    if (begin < 0 || begin >= length || end < 0 || end > length) {
      return std::unexpected(
          ClusterError(fmt::format("array index out of bounds: index {}, length {}",
                                   begin < 0 || begin >= length ? begin : end - 1, length)));
    }
    if (begin > end) {
      return std::unexpected(
          ClusterError(fmt::format("starting index {} is greater than ending index {}", begin, end)));
    }
    const std::int64_t stride = step.step.value_or(1);
    if (stride <= 0) return std::unexpected(ClusterError("a step must be greater than 0"));
    for (std::int64_t i = begin; i < end; i += std::min(stride, end - i))
      found.push_back(&(*value)[static_cast<std::size_t>(i)]);
  }
  return found;
}

/// -1, 0, 1; nothing for values that cannot be compared.
std::optional<int> Compare(const Json& left, const Json& right) {
  const auto sign = [](const auto& a, const auto& b) { return a < b ? -1 : b < a ? 1 : 0; };
  if (left.is_string() && right.is_string())
    return sign(left.get_ref<const std::string&>(), right.get_ref<const std::string&>());
  if (left.is_number_integer() && right.is_number_integer())
    return sign(left.get<std::int64_t>(), right.get<std::int64_t>());
  if (left.is_number() && right.is_number()) return sign(left.get<double>(), right.get<double>());
  if (left.is_boolean() && right.is_boolean()) return sign(left.get<bool>(), right.get<bool>());
  return std::nullopt;
}

bool Satisfies(int order, std::string_view op) {
  if (op == "==") return order == 0;
  if (op == "!=") return order != 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  return op == ">" ? order > 0 : order >= 0;
}

Result<bool> Passes(const PathStep& filter, const Json& element) {
  auto left = Walk(filter.paths[0], {&element});
  if (filter.name.empty()) return left && !left->empty();
  if (!left) return std::unexpected(std::move(left).error());
  auto right = Walk(filter.paths[1], {&element});
  if (!right) return std::unexpected(std::move(right).error());
  if (left->empty() || right->empty()) return false;
  if (left->size() > 1 || right->size() > 1)
    return std::unexpected(ClusterError("can only compare one element at a time"));
  const auto order = Compare(*left->front(), *right->front());
  if (!order) {
    return std::unexpected(ClusterError(
        fmt::format("{} and {} cannot be compared", TypeOf(*left->front()), TypeOf(*right->front()))));
  }
  return Satisfies(*order, filter.name);
}

Result<Values> FilterOf(const PathStep& step, const Values& values) {
  Values found;
  for (const Json* value : values) {
    if (!value->is_array())
      return std::unexpected(ClusterError(fmt::format("{} cannot be filtered", TypeOf(*value))));
    for (const Json& element : *value) {
      auto passes = Passes(step, element);
      if (!passes) return std::unexpected(std::move(passes).error());
      if (*passes) found.push_back(&element);
    }
  }
  return found;
}

void AddBelow(const Json& value, Values& found) {
  if (!value.is_structured() || value.empty()) return;
  found.push_back(&value);
  for (const Json& child : value) AddBelow(child, found);
}

Result<Values> Take(const PathStep& step, const Values& values) {
  Values found;
  switch (step.kind) {
    case PathStep::Kind::kField:
      for (const Json* value : values) {
        if (!value->is_object()) continue;
        if (const auto at = value->find(step.name); at != value->end()) found.push_back(&*at);
      }
      return found;
    case PathStep::Kind::kSlice:
      return SliceOf(step, values);
    case PathStep::Kind::kFilter:
      return FilterOf(step, values);
    case PathStep::Kind::kWildcard:
      for (const Json* value : values) {
        if (!value->is_structured()) continue;
        for (const Json& child : *value) found.push_back(&child);
      }
      return found;
    case PathStep::Kind::kRecursive:
      for (const Json* value : values) AddBelow(*value, found);
      return found;
    case PathStep::Kind::kUnion:
      for (const Path& path : step.paths) {
        auto some = Walk(path, values);
        if (!some) return some;
        found.insert(found.end(), some->begin(), some->end());
      }
      return found;
    case PathStep::Kind::kLiteral:
      return Values{&step.literal};
  }
  return found;
}

Result<Values> Walk(const Path& path, Values values) {
  for (const PathStep& step : path) {
    auto next = Take(step, values);
    if (!next) return next;
    values = *std::move(next);
  }
  return values;
}

Result<void> Expand(std::span<const PathPart> parts, const Json& value, std::vector<Values>& results) {
  for (const PathPart& part : parts) {
    if (part.kind == PathPart::Kind::kText) {
      results.push_back({&part.text});
      continue;
    }
    auto found = Walk(part.path, {&value});
    if (!found) return std::unexpected(std::move(found).error());
    if (part.kind == PathPart::Kind::kPath) {
      results.push_back(*std::move(found));
      continue;
    }
    for (const Json* each : *found) {
      if (auto expanded = Expand(part.body, *each, results); !expanded) return expanded;
    }
  }
  return {};
}

/// A double as Go prints it: the shortest digits, with an exponent from 1e21 on and below 1e-4.
std::string GoFloat(double number) {
  const double size = std::fabs(number);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e21);
  std::array<char, 64> text;
  const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), number,
                                          plain ? std::chars_format::fixed : std::chars_format::scientific);
  return fault == std::errc() ? std::string(text.data(), end) : std::string();
}

}  // namespace

Result<JsonPath> JsonPath::Parse(std::string_view text) {
  auto content = ParsePathTemplate(text);
  if (!content) return std::unexpected(std::move(content).error());
  return JsonPath(std::make_shared<const PathTemplate>(*std::move(content)));
}

Result<JsonPath> JsonPath::ParseRelaxed(std::string_view text) {
  std::string_view path = text;
  if (path.size() >= 2 && path.starts_with('{') && path.ends_with('}'))
    path = path.substr(1, path.size() - 2);
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.empty() || path.find_first_of("{}") != path.npos) {
    return std::unexpected(UsageError(fmt::format("`{}` is no path to a field", text))
                               .Hint("write `status.phase`, `.status.phase` or `{.status.phase}`"));
  }
  return Parse(fmt::format("{{.{}}}", path));
}

Result<std::vector<std::vector<const Json*>>> JsonPath::Find(const Json& value) const {
  std::vector<Values> results;
  if (auto expanded = Expand(content_->parts, value, results); !expanded)
    return std::unexpected(std::move(expanded).error());
  return results;
}

Result<std::string> JsonPath::Print(const Json& value) const {
  auto results = Find(value);
  if (!results) return std::unexpected(std::move(results).error());
  std::string text;
  for (const Values& values : *results) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text += ' ';
      text += PlainText(*values[i]);
    }
  }
  return text;
}

std::string PlainText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "<nil>";
  if (value.is_number_float()) return GoFloat(value.get<double>());
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (!value.is_structured()) return text;
  // Go's encoder escapes what HTML would take for markup.
  std::string escaped;
  for (const char c : text) {
    if (c == '<' || c == '>' || c == '&') {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace meshctl::yaml
