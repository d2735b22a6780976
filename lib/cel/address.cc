// SPDX-License-Identifier: Apache-2.0
// Addresses as Go's net/netip reads and prints them; printing follows RFC 5952.
#include "cel/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace meshctl::cel {
namespace {

/// Clears the bits behind the prefix.
Address Masked(Address network) {
  for (int bit = network.prefix; bit < network.bits; ++bit) {
    network.bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80 >> bit % 8));
  }
  return network;
}

bool Contains(const Address& network, const Address& other) {
  if (network.bits != other.bits) return false;
  Address cut = other;
  cut.prefix = network.prefix;
  return Masked(network) == Masked(cut);
}

Value Wrap(Context& context, Kind kind, const Address& address) {
  Value made{.kind = kind};
  made.address = context.arena().Keep(address);
  return made.address == nullptr ? Value::Error("out of memory") : made;
}

bool IsMulticastLocal(const Address& ip) {
  if (ip.bits == 32) return ip.bytes[0] == 224 && ip.bytes[1] == 0 && ip.bytes[2] == 0;
  return ip.bytes[0] == 0xFF && (ip.bytes[1] & 0x0F) == 2;
}

bool IsUnicastLocal(const Address& ip) {
  if (ip.bits == 32) return ip.bytes[0] == 169 && ip.bytes[1] == 254;
  return ip.bytes[0] == 0xFE && (ip.bytes[1] & 0xC0) == 0x80;
}

bool IsLoopback(const Address& ip) {
  if (ip.bits == 32) return ip.bytes[0] == 127;
  return ip.bytes[15] == 1 &&
         std::all_of(ip.bytes.begin(), ip.bytes.end() - 1, [](auto byte) { return byte == 0; });
}

bool IsUnspecified(const Address& ip) {
  return std::ranges::all_of(ip.bytes, [](auto byte) { return byte == 0; });
}

bool IsGlobalUnicast(const Address& ip) {
  const bool broadcast = ip.bits == 32 && std::all_of(ip.bytes.begin(), ip.bytes.begin() + 4,
                                                      [](auto byte) { return byte == 0xFF; });
  const bool multicast = ip.bits == 32 ? (ip.bytes[0] & 0xF0) == 0xE0 : ip.bytes[0] == 0xFF;
  return !broadcast && !multicast && !IsUnspecified(ip) && !IsLoopback(ip) && !IsUnicastLocal(ip);
}

Value FromString(Context& context, Function function, const Value& text) {
  if (!text.is(Kind::kString)) return Context::NoOverload();
  const auto ip = ParseIp(text.text());
  const auto cidr = ParseCidr(text.text());
  switch (function) {
    case Function::kIsIp:
      return Value::Bool(ip.has_value());
    case Function::kIsCidr:
      return Value::Bool(cidr.has_value());
    case Function::kCidr:
      return cidr
                 ? Wrap(context, Kind::kCidr, *cidr)
                 : context.Fail("network address parse error during conversion from string: {}", text.text());
    default:
      break;
  }
  if (!ip) return context.Fail("IP Address \"{}\" parse error during conversion from string", text.text());
  if (function == Function::kIpIsCanonical) return Value::Bool(Print(*ip) == text.text());
  return Wrap(context, Kind::kIp, *ip);
}

Value CallIp(Function function, const Address& ip) {
  switch (function) {
    case Function::kFamily:
      return Value::Int(ip.bits == 32 ? 4 : 6);
    case Function::kIsUnspecified:
      return Value::Bool(IsUnspecified(ip));
    case Function::kIsLoopback:
      return Value::Bool(IsLoopback(ip));
    case Function::kIsLinkLocalMulticast:
      return Value::Bool(IsMulticastLocal(ip));
    case Function::kIsLinkLocalUnicast:
      return Value::Bool(IsUnicastLocal(ip));
    case Function::kIsGlobalUnicast:
      return Value::Bool(IsGlobalUnicast(ip));
    default:
      return Context::NoOverload();
  }
}

Value CallCidr(Context& context, Function function, const Address& cidr, std::span<const Value> arguments) {
  if (function == Function::kPrefixLength) return Value::Int(cidr.prefix);
  if (function == Function::kMasked) return Wrap(context, Kind::kCidr, Masked(cidr));
  if (function == Function::kIp) {
    Address ip = cidr;
    ip.prefix = -1;
    return Wrap(context, Kind::kIp, ip);
  }
  if (function != Function::kContainsIp && function != Function::kContainsCidr) return Context::NoOverload();
  const bool network = function == Function::kContainsCidr;
  Value other = arguments[1];
  if (other.is(Kind::kString)) other = FromString(context, network ? Function::kCidr : Function::kIp, other);
  if (other.is_error()) return other;
  if (!other.is(network ? Kind::kCidr : Kind::kIp)) return Context::NoOverload();
  return Value::Bool((!network || cidr.prefix <= other.address->prefix) && Contains(cidr, *other.address));
}

}  // namespace

std::optional<Address> ParseIp(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string spelled(text);
  Address address;
  if (inet_pton(AF_INET, spelled.c_str(), address.bytes.data()) == 1) return address;
  if (inet_pton(AF_INET6, spelled.c_str(), address.bytes.data()) != 1) return std::nullopt;
  address.bits = 128;
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(kMapped.begin(), kMapped.end(), address.bytes.begin())) return std::nullopt;
  return address;
}

std::optional<Address> ParseCidr(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  auto address = ParseIp(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  if (!address || digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0'))
    return std::nullopt;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address->prefix);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || address->prefix < 0 || address->prefix > address->bits) return std::nullopt;
  return address;
}

std::string Print(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  inet_ntop(address.bits == 32 ? AF_INET : AF_INET6, address.bytes.data(), buffer.data(), buffer.size());
  std::string text = buffer.data();
  if (address.prefix >= 0) text += fmt::format("/{}", address.prefix);
  return text;
}

Value CallAddress(Context& context, Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (first.is(Kind::kIp)) return CallIp(function, *first.address);
  if (first.is(Kind::kCidr)) return CallCidr(context, function, *first.address, arguments);
  const bool parses = function == Function::kIp || function == Function::kIsIp ||
                      function == Function::kIpIsCanonical || function == Function::kCidr ||
                      function == Function::kIsCidr;
  return parses ? FromString(context, function, first) : Context::NoOverload();
}

}  // namespace meshctl::cel
