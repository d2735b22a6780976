// SPDX-License-Identifier: Apache-2.0
// What CEL is told about a schema. The API server lets rules read metadata's name and generateName only, and
// those of every object, declared or not; read_schema.cc adds them.
#include "validate/custom/schema.h"

#include "validate/custom/format.h"

namespace meshctl::validate::custom {

const Schema* Schema::Property(std::string_view property) const {
  const auto at = properties.find(property);
  return at == properties.end() ? nullptr : at->second;
}

const Schema* Schema::Under(std::string_view key) const {
  const Schema* property = Property(key);
  return property != nullptr ? property : additional;
}

const cel::Shape* Schema::Field(std::string_view field) const {
  const Schema* property = Property(field);
  return property != nullptr && property->visible ? property : nullptr;
}

cel::As Schema::as() const {
  if (int_or_string) return cel::As::kDyn;
  switch (type) {
    case Type::kAny:
      break;
    case Type::kObject:
      return additional != nullptr ? cel::As::kMap : cel::As::kObject;
    case Type::kArray:
      return cel::As::kList;
    case Type::kString:
      return format != nullptr ? format->as : cel::As::kString;
    case Type::kInteger:
      return cel::As::kInt;
    case Type::kNumber:
      return cel::As::kDouble;
    case Type::kBoolean:
      return cel::As::kBool;
  }
  return cel::As::kDyn;
}

const yaml::Node& Schema::Default() const {
  static constexpr yaml::Node kAbsent;
  return default_value != nullptr ? *default_value : kAbsent;
}

}  // namespace meshctl::validate::custom
