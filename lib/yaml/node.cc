// SPDX-License-Identifier: Apache-2.0
// Look-ups and conversions on the compact tree. Maps in manifests are small, so a linear search wins.
#include "yaml/node.h"

#include <cmath>

#include "yaml/scalar.h"

namespace meshctl::yaml {
namespace {

constexpr Node kAbsent;

}  // namespace

std::string_view Name(Type type) {
  switch (type) {
    case Type::kNull:
      return "null";
    case Type::kBool:
      return "boolean";
    case Type::kInt:
      return "integer";
    case Type::kFloat:
      return "number";
    case Type::kString:
      return "string";
    case Type::kMap:
      return "object";
    case Type::kList:
      return "array";
  }
  return "null";
}

const Entry* Node::Find(std::string_view key) const {
  for (const Entry& entry : entries()) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

const Node& Node::Get(std::string_view key) const {
  const Entry* entry = Find(key);
  return entry ? entry->value : kAbsent;
}

std::optional<std::int64_t> Node::integer() const {
  if (type_ != Type::kInt && type_ != Type::kFloat) return std::nullopt;
  return ParseInteger(text());
}

std::optional<double> Node::number() const {
  if (type_ != Type::kInt && type_ != Type::kFloat) return std::nullopt;
  return ParseNumber(text());
}

std::optional<bool> Node::boolean() const {
  if (type_ != Type::kBool) return std::nullopt;
  return ParseBoolean(text());
}

}  // namespace meshctl::yaml
