// SPDX-License-Identifier: Apache-2.0
// IP addresses and ranges as numbers, in the strict spelling that Kubernetes accepts in new objects.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace meshctl {

/// An address of either family.
class IpAddress {
 public:
  /// Dotted IPv4 without leading zeros, or IPv6 with at most one `::`, dotted tail allowed; no zone.
  static std::optional<IpAddress> Parse(std::string_view text);

  bool is_v4() const { return v4_; }
  bool unspecified() const;
  bool loopback() const;
  /// 169.254.0.0/16 and fe80::/10, 224.0.0.0/24 and ff02::/16.
  bool link_local() const;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  friend class IpRange;
  bool StartsWith(const IpAddress& other, int bits) const;

  std::array<std::uint8_t, 16> bytes_{};  // of IPv4 the first four
  bool v4_ = false;
};

/// An address and how many of its leading bits count: `10.0.0.0/8`.
class IpRange {
 public:
  /// Bits behind the prefix may be set, as in `10.1.2.3/8`.
  static std::optional<IpRange> Parse(std::string_view text);

  int bits() const { return bits_; }
  bool Contains(const IpAddress& address) const;
  /// Whether every address of `other` is in this range too.
  bool Contains(const IpRange& other) const;

 private:
  IpAddress address_;
  int bits_ = 0;
};

}  // namespace meshctl
