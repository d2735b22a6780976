// SPDX-License-Identifier: Apache-2.0
// Only what the schema declares is interpreted: a text that merely looks like a quantity stays a text. What
// cannot be read as its type says is compared as it is written.
#include "diff/same_value.h"

#include <optional>
#include <string>

#include "base/base64.h"
#include "base/duration.h"
#include "schema/quantity.h"

namespace meshctl::diff {
namespace {

/// A text, or a number as it would be written.
std::optional<std::string> Written(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  return {};
}

/// Whether both texts can be read, and to the same value.
template <typename Read>
bool ReadAlike(const std::optional<std::string>& a, const std::optional<std::string>& b, Read read) {
  if (!a || !b) return false;
  const auto left = read(*a);
  const auto right = read(*b);
  return left && right && *left == *right;
}

}  // namespace

bool SameValue(const fields::Topology& topology, const Json& a, const Json& b) {
  if (a == b) return true;
  if (a.is_structured() || b.is_structured()) return false;
  const std::optional<schema::Scalar> scalar = topology.scalar();
  if (!scalar) return false;
  switch (*scalar) {
    case schema::Scalar::kQuantity:
      return ReadAlike(Written(a), Written(b),
                       [](const std::string& text) { return schema::Quantity::Parse(text); });
    case schema::Scalar::kDuration:
      return ReadAlike(Written(a), Written(b), [](const std::string& text) { return ParseDuration(text); });
    case schema::Scalar::kBytes:
      return ReadAlike(Written(a), Written(b), [](const std::string& text) { return DecodeBase64(text); });
    case schema::Scalar::kIntOrString:
      return Written(a) && Written(a) == Written(b);
    default:
      return false;
  }
}

}  // namespace meshctl::diff
