// SPDX-License-Identifier: Apache-2.0
// From table rows to the keywords of JSON Schema. Objects of Json sort their keys, so equal tables give equal
// bytes.
#include "schema/export_parts.h"

#include <charconv>
#include <limits>
#include <utility>
#include <vector>

namespace meshctl::schema::parts {
namespace {

bool IsInteger(Scalar scalar) {
  return scalar == Scalar::kInt32 || scalar == Scalar::kInt64 || scalar == Scalar::kUint32 ||
         scalar == Scalar::kUint64;
}

Json ChoiceOf(std::string_view text, Scalar scalar) {
  std::int64_t number = 0;
  const bool whole =
      IsInteger(scalar) && std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
  return whole ? Json(number) : Json(std::string(text));
}

/// One of the fields, or none of them unless one is needed.
Json AlternativesOf(OneOf group, Type type, Channel channel) {
  Json one = Json::array();
  for (const std::string_view name : group.fields()) {
    if (Holds(channel, type.Find(name))) one.push_back({{"required", {std::string(name)}}});
  }
  if (!group.exactly_one()) {
    const Json any = one;
    one.insert(one.begin(), Json{{"not", {{"anyOf", any}}}});
  }
  return one;
}

}  // namespace

bool Holds(Channel channel, Field field) {
  return channel == Channel::kExperimental || !field.experimental();
}

bool Holds(Channel channel, Rule rule) {
  if (rule.channel().empty()) return true;
  return rule.channel() == (channel == Channel::kStandard ? "standard" : "experimental");
}

std::string_view PatternOf(Constraint constraint, Channel channel) {
  const std::string_view other = constraint.experimental_pattern();
  return channel == Channel::kExperimental && !other.empty() ? other : constraint.pattern();
}

void PutLimits(Json& schema, Constraint constraint, Scalar scalar, Channel channel) {
  if (scalar == Scalar::kUint32) schema["maximum"] = std::numeric_limits<std::uint32_t>::max();
  if (scalar == Scalar::kUint32 || scalar == Scalar::kUint64) schema["minimum"] = 0;
  if (!constraint.any()) return;
  if (const auto min = constraint.min()) schema["minimum"] = *min;
  if (const auto max = constraint.max()) schema["maximum"] = *max;
  if (const auto least = constraint.min_length()) schema["minLength"] = *least;
  if (const auto most = constraint.max_length()) schema["maxLength"] = *most;
  if (const auto pattern = PatternOf(constraint, channel); !pattern.empty())
    schema["pattern"] = std::string(pattern);
  if (!constraint.closed()) return;
  const Names choices = constraint.choices();
  const std::size_t dropped = channel == Channel::kStandard ? constraint.experimental_choices() : 0;
  Json& words = schema["enum"] = Json::array();
  for (std::size_t index = 0; index + dropped < choices.size(); ++index) {
    words.push_back(ChoiceOf(choices[index], scalar));
  }
}

void PutSizes(Json& schema, Field field) {
  const bool list = field.shape() == Shape::kList;
  if (const auto least = field.min_size()) schema[list ? "minItems" : "minProperties"] = *least;
  if (const auto most = field.max_size()) schema[list ? "maxItems" : "maxProperties"] = *most;
}

void PutDefault(Json& schema, Field field) {
  if (!field.default_json().empty()) schema["default"] = Parse(field.default_json());
}

void PutDescription(Json& schema, std::string_view description) {
  if (!description.empty()) schema["description"] = std::string(description) + ".";
}

void PutOneOfs(Json& schema, Type type, Channel channel) {
  std::vector<Json> all;
  for (const OneOf group : type.one_of()) {
    if (Json one = AlternativesOf(group, type, channel); one.size() > 1) all.push_back(std::move(one));
  }
  if (!type.schema_one_of().empty()) all.push_back(Parse(type.schema_one_of()));
  if (all.size() == 1) schema["oneOf"] = std::move(all.front());
  if (all.size() < 2) return;
  for (Json& one : all) schema["allOf"].push_back({{"oneOf", std::move(one)}});
}

Json Parse(std::string_view json) { return Json::parse(json); }

}  // namespace meshctl::schema::parts
