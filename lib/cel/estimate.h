// SPDX-License-Identifier: Apache-2.0
// What a rule can cost at most, and the mistakes in it that only a schema shows: an API server refuses a
// CustomResourceDefinition with rules that could become too expensive.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cel/cel.h"
#include "cel/shape.h"

namespace meshctl::cel {

/// The estimates that Kubernetes allows for one rule and for all rules of a definition, each multiplied by
/// how often its value can occur in an object: the product of the sizes of the lists and maps around it.
inline constexpr std::uint64_t kMaxRuleEstimate = 10'000'000;
inline constexpr std::uint64_t kMaxDefinitionEstimate = 100'000'000;

/// Bytes of the largest request an API server reads: what bounds sizes that a schema does not.
inline constexpr std::uint64_t kMaxRequest = std::uint64_t{3} << 20;
/// Items of a list, entries of a map or values of any kind that fit into a request, by the least number of
/// bytes one takes in JSON.
constexpr std::uint64_t MostItems(std::uint64_t least_size) { return (kMaxRequest - 2) / (least_size + 1); }
constexpr std::uint64_t MostEntries(std::uint64_t least_size) { return (kMaxRequest - 2) / (least_size + 6); }
constexpr std::uint64_t MostValues(std::uint64_t least_size) { return kMaxRequest / (least_size + 1); }

struct Estimate {
  std::uint64_t cost = 0;  ///< the largest number stands for all larger ones
  /// Why an API server refuses the rule as it stands, or empty: "undefined field `x`", "`==` of int and
  /// string".
  std::string fault;
  std::string_view type;  ///< of the value: `bool`, `string`; empty when only running the rule tells
};

/// Looks through the program for a value of that shape; sizes come from Shape::MaxSize. Not every fault is
/// found: what a value is, is known for fields, literals and most functions.
Estimate EstimateCost(const Program& program, const Shape& self);

}  // namespace meshctl::cel
