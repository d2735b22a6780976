// SPDX-License-Identifier: Apache-2.0
// What is known of values before anything runs, and what calls of functions cost by it. Used by estimate.cc.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "cel/cel.h"
#include "cel/functions.h"
#include "cel/op.h"
#include "cel/shape.h"
#include "cel/value.h"

namespace meshctl::cel {

inline constexpr std::uint64_t kUnknown = UINT64_MAX;

inline std::uint64_t Sum(std::uint64_t left, std::uint64_t right) {
  return left > kUnknown - right ? kUnknown : left + right;
}

inline std::uint64_t Product(std::uint64_t left, std::uint64_t right) {
  std::uint64_t product = 0;
  return __builtin_mul_overflow(left, right, &product) ? kUnknown : product;
}

/// size * factor, rounded up.
inline std::uint64_t Part(std::uint64_t size, double factor) {
  const double product = static_cast<double>(size) * factor;
  return product >= 18446744073709551615.0 ? kUnknown : static_cast<std::uint64_t>(std::ceil(product));
}

inline std::uint64_t Tenth(std::uint64_t size) { return Part(size, 0.1); }

/// The place in the schema that a value is sized by: none, one that the schema lacks (null), or a shape.
struct Place {
  bool any = false;
  const Shape* shape = nullptr;
};

/// What is known of a value before anything runs. `kind` is kError when it could be anything.
struct Known {
  Kind kind = Kind::kError;
  std::optional<std::uint64_t> size;
  std::optional<std::uint64_t> element_size;
  Kind element = Kind::kError;
  const Shape* shape = nullptr;          ///< how the value is read, of document values
  const Shape* element_shape = nullptr;  ///< of computed lists of such values
  Place place;
  std::uint64_t cost = 0;
  bool free = false;  ///< dyn(): whose type is not to be checked

  bool is_text() const { return kind == Kind::kString || kind == Kind::kBytes; }
};

/// The size that is known of a value, or kUnknown.
std::uint64_t SizeOf(const Known& value);

/// Costs of calls, whose arguments stand in the steps of a program.
class CallEstimator {
 public:
  CallEstimator(const Program& program, const Shape& self)
      : steps_(program.steps), pool_(program.pool), self_(self) {}

  /// A value of the document.
  Known OfDocument(const Shape* shape, Place place, std::uint64_t cost) const;
  /// A field of the place of a value, or an item: computed values have no place, and the first step from
  /// nowhere leads to the root.
  Place FieldOf(const Place& place, std::string_view name) const;
  Place ItemOf(const Place& place) const;
  /// An item of a list or a value of a map.
  Known Element(const Known& container) const;
  /// The result of a call, with what the call itself costs. `places` are the steps of the arguments.
  Known Call(Function function, const std::vector<Known>& arguments,
             const std::vector<std::uint32_t>& places) const;

 private:
  using At = std::uint32_t;

  Op OpAt(At at) const { return static_cast<Op>(steps_[at].op); }
  Known ListItem(const Known& list) const;
  std::uint64_t ListCost(const Known& list) const;
  std::uint64_t LeastOf(At at) const;
  std::uint64_t LiteralInt(At at, std::uint64_t otherwise) const;
  std::uint64_t ReplaceSize(const std::vector<Known>& arguments, const std::vector<At>& places) const;
  std::uint64_t JoinSize(const std::vector<Known>& arguments) const;
  std::uint64_t CallCost(Function function, const std::vector<Known>& arguments,
                         const std::vector<At>& places, Known& result) const;
  std::uint64_t ListFunctionCost(Function function, const std::vector<Known>& arguments,
                                 const std::vector<At>& places, Known& result) const;

  std::span<const Step> steps_;
  std::string_view pool_;
  const Shape& self_;
};

/// An optional with that value inside.
inline Known Wrapped(const Known& value, std::uint64_t cost) {
  return {.kind = Kind::kOptional, .element = value.kind, .cost = cost};
}

}  // namespace meshctl::cel
