// SPDX-License-Identifier: Apache-2.0
// IP addresses and the networks they are in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cel/context.h"
#include "cel/functions.h"

namespace meshctl::cel {

/// An IPv4 (`bits` 32) or IPv6 (128) address; as a network with the size of its prefix.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  int bits = 32;
  int prefix = -1;

  friend bool operator==(const Address&, const Address&) = default;
};

/// `10.0.0.1`, `::1`; no zones and no IPv4-mapped IPv6 addresses, as in Kubernetes.
std::optional<Address> ParseIp(std::string_view text);
/// `10.0.0.0/8`.
std::optional<Address> ParseCidr(std::string_view text);
/// The canonical spelling.
std::string Print(const Address& address);

/// ip(), cidr() and what belongs to them.
Value CallAddress(Context& context, Function function, std::span<const Value> arguments);

}  // namespace meshctl::cel
