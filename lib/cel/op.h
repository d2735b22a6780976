// SPDX-License-Identifier: Apache-2.0
// The operations of a Program. Steps stand in prefix order: behind an operation come its operands, each with
// its own operands; Step::b is where the operation ends, so that operands can be passed over.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "cel/cel.h"

namespace meshctl::cel {

enum class Op : std::uint8_t {
  // Leaves; a: offset in the pool, kBool: 0 or 1, kVariable: slot.
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kDuration,
  kTypeName,
  kSelf,
  kOldSelf,
  kVariable,
  // One operand.
  kNot,
  kNegate,
  kSelect,    ///< a: field name
  kHas,       ///< a: field name
  kOptional,  ///< `?x` in a list, `?k` in a map: left out when there is no value
  // Two operands.
  kIndex,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kIn,
  // Step::count operands.
  kAnd,
  kOr,
  kCondition,
  kList,
  kMap,   ///< key, value, key, value
  kCall,  ///< a: a Function
  // Macros: the range, with kFiltered a condition, the body; a: slot of the first variable.
  kAll,
  kExists,
  kExistsOne,
  kMapMacro,
  kFilter,
  kTransformMap,
  kTransformMapEntry,
  kSortBy,
  kOptMap,
  kOptFlatMap,
};

/// Bits of Step::flags.
enum StepFlag : std::uint8_t {
  kChargeMask = 3,      ///< what the access to a name or field costs
  kOptionalAccess = 4,  ///< `.?` and `[?`
  kConstant = 8,        ///< a list, map or conversion of constants, which is free
  kTwoVariables = 16,   ///< a macro with index and value, or key and value
  kFiltered = 32,       ///< a macro with a condition
  kEscaped = 64,        ///< a field name that an object's property has in another spelling
  kUnreachable = 128,   ///< a field name that no property can have
};

/// Operands, macros inside each other and levels of nesting a program may have.
inline constexpr std::size_t kMaxOperands = 0xFFFF;
inline constexpr std::size_t kMaxVariables = 32;
inline constexpr std::size_t kMaxDepth = 400;
/// Characters of an expression; cel-go's limit.
inline constexpr std::size_t kMaxLength = 100'000;

/// A text of the pool: its size in four bytes, then its characters.
inline std::string_view PoolText(std::string_view pool, std::uint32_t at) {
  std::uint32_t size = 0;
  std::memcpy(&size, pool.data() + at, sizeof size);
  return pool.substr(at + sizeof size, size);
}

template <typename T>
T PoolNumber(std::string_view pool, std::uint32_t at) {
  T number{};
  std::memcpy(&number, pool.data() + at, sizeof number);
  return number;
}

}  // namespace meshctl::cel
