// SPDX-License-Identifier: Apache-2.0
// Every finding that validation by schema makes, in one table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "diag/diagnostic.h"

namespace meshctl::validate {

/// What is wrong. Numbers are stable: the code of `kUnknownField` is SCHEMA0001 for ever.
enum class Fault : std::uint8_t {
  kUnknownField = 1,
  kWrongType,
  kMissingField,
  kUnknownValue,
  kUnknownKind,
  kUnknownApiVersion,
  kMissingKind,
  kMissingApiVersion,
  kNotAnObject,
  kUnservedVersion,
  kOutOfRange,
  kWrongLength,
  kWrongFormat,
  kConflictingFields,
  kDuplicateItem,
  kNullItem,
  kPattern,
  kRule,
  kDeprecated,
  kExperimentalField,
};

struct FaultRow {
  Fault fault;
  std::string_view code;  ///< `SCHEMA0001`
  std::string_view name;  ///< `unknown-field`
  diag::Level level;
  std::string_view summary;  ///< what it means, one sentence
};

/// All rows, by code.
std::span<const FaultRow> AllFaults();
const FaultRow& Describe(Fault fault);

}  // namespace meshctl::validate
