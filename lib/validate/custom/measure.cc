// SPDX-License-Identifier: Apache-2.0
// Sizes are counted in bytes of JSON. Where a schema sets no limit, a value can fill the largest request.
#include "validate/custom/measure.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cel/estimate.h"
#include "validate/custom/format.h"

namespace meshctl::validate::custom {
namespace {

constexpr std::uint64_t kQuotes = 2;
constexpr std::uint64_t kBrackets = 2;
/// `"name":value,` beside the name and the value.
constexpr std::uint64_t kAroundProperty = 4;
/// UTF-8 takes up to so many bytes for a character, and limits of length count characters.
constexpr std::uint64_t kBytesOfCharacter = 4;
constexpr std::uint64_t kLongestText = cel::kMaxRequest - kQuotes;

/// What texts of formats that CEL reads as times take in JSON, at least and at most.
constexpr std::uint64_t kLeastDuration = 3;
constexpr std::uint64_t kDate = 12;
constexpr std::uint64_t kLeastDateTime = 21;
constexpr std::uint64_t kMostTime = 32;

std::uint64_t Limit(const std::optional<std::int64_t>& limit, std::uint64_t otherwise) {
  return limit ? static_cast<std::uint64_t>(std::max<std::int64_t>(*limit, 0)) : otherwise;
}

std::uint64_t LengthInBytes(const std::optional<std::int64_t>& characters) {
  constexpr std::uint64_t kMost = UINT64_MAX / kBytesOfCharacter;
  return characters ? std::min(Limit(characters, 0), kMost) * kBytesOfCharacter : kLongestText;
}

void MeasureText(Schema& schema) {
  const std::string_view format = schema.format != nullptr ? schema.format->name : std::string_view();
  schema.least_size = kQuotes;
  if (format == "byte") {
    schema.most_size = Limit(schema.limits.max_length, kLongestText);
  } else if (format == "duration") {
    schema.least_size = kLeastDuration;
    schema.most_size = kMostTime;
  } else if (format == "date") {
    schema.least_size = schema.most_size = kDate;
  } else if (format == "datetime") {
    schema.least_size = kLeastDateTime;
    schema.most_size = kMostTime;
  } else if (!schema.limits.max_length && schema.choices != nullptr && schema.choices->size() > 0) {
    schema.most_size = 0;
    for (const yaml::Node& choice : schema.choices->items())
      schema.most_size = std::max<std::uint64_t>(schema.most_size, choice.string().size());
  } else {
    schema.most_size = LengthInBytes(schema.limits.max_length);
  }
}

void MeasureObject(Schema& schema) {
  schema.least_size = kBrackets;
  if (schema.additional != nullptr) {
    schema.visible = schema.additional->visible;
    schema.most_size = Limit(schema.limits.max_properties, cel::MostEntries(schema.additional->least_size));
    return;
  }
  for (const std::string_view name : schema.required) {
    const Schema* property = schema.Property(name);
    const bool counts = property != nullptr && property->visible && property->default_value == nullptr;
    if (counts) schema.least_size += name.size() + property->least_size + kAroundProperty;
  }
}

}  // namespace

void Measure(Schema& schema) {
  if (schema.int_or_string) {
    schema.most_size = LengthInBytes(schema.limits.max_length);
    return;
  }
  switch (schema.type) {
    case Type::kAny:
      schema.visible = false;
      break;
    case Type::kObject:
      return MeasureObject(schema);
    case Type::kArray:
      schema.visible = schema.items != nullptr && schema.items->visible;
      schema.least_size = kBrackets;
      if (schema.visible)
        schema.most_size = Limit(schema.limits.max_items, cel::MostItems(schema.items->least_size));
      break;
    case Type::kString:
      return MeasureText(schema);
    case Type::kBoolean:
      schema.least_size = std::string_view("true").size();
      break;
    case Type::kInteger:
    case Type::kNumber:
      break;
  }
}

}  // namespace meshctl::validate::custom
