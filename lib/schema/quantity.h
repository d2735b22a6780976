// SPDX-License-Identifier: Apache-2.0
// Amounts of resources as exact numbers: `500m`, `1.5Gi`, `1e3`.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace meshctl::schema {

/// A quantity as Kubernetes counts: in billionths, rounded up (away from zero) below them, at most 2^63 - 1
/// in size.
class Quantity {
 public:
  /// Nothing when `text` is none; see IsQuantity for the syntax.
  static std::optional<Quantity> Parse(std::string_view text);
  static constexpr Quantity Of(int whole) { return Quantity(Billionths{whole} * kOne); }

  bool negative() const { return billionths_ < 0; }
  bool whole() const { return billionths_ % kOne == 0; }
  bool MultipleOf(Quantity unit) const {
    return unit.billionths_ != 0 && billionths_ % unit.billionths_ == 0;
  }
  /// The quotient, as near as a double comes to it; the divisor must not be zero.
  double Over(Quantity divisor) const {
    return static_cast<double>(billionths_) / static_cast<double>(divisor.billionths_);
  }
  friend auto operator<=>(Quantity, Quantity) = default;

 private:
  __extension__ using Billionths = __int128;
  static constexpr Billionths kOne = 1'000'000'000;

  explicit constexpr Quantity(Billionths billionths) : billionths_(billionths) {}

  Billionths billionths_;
};

}  // namespace meshctl::schema
