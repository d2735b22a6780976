// SPDX-License-Identifier: Apache-2.0
// Parsed by hand: inet_pton takes neither ranges nor string views, and differs between systems on leading
// zeros, which Kubernetes refuses because some programs read them as octal.
#include "base/ip_address.h"

#include <charconv>
#include <cstddef>
#include <span>

namespace meshctl {
namespace {

/// Reads a whole text as a number without sign and leading zeros of at most `limit`.
std::optional<int> ReadNumber(std::string_view text, int base, int limit) {
  int value = 0;
  if (text.empty() || text.front() == '-') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size() || value > limit) return std::nullopt;
  return value;
}

/// Cuts the text before the next `mark`, and the mark, off the front.
std::string_view Cut(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  const std::string_view part = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return part;
}

bool ReadV4(std::string_view text, std::span<std::uint8_t> bytes) {
  for (std::size_t part = 0; part < 4; ++part) {
    const bool last = part == 3;
    if (last == (text.find('.') != std::string_view::npos)) return false;
    const std::string_view digits = Cut(text, '.');
    const auto value = ReadNumber(digits, 10, 255);
    if (!value || (digits.size() > 1 && digits.front() == '0')) return false;
    bytes[part] = static_cast<std::uint8_t>(*value);
  }
  return true;
}

/// Reads groups up to the end into `bytes`; answers how many bytes they are, or nothing.
std::optional<std::size_t> ReadGroups(std::string_view text, std::span<std::uint8_t> bytes) {
  std::size_t size = 0;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos && text.find('.') != std::string_view::npos) {
      if (size + 4 > bytes.size() || !ReadV4(text, bytes.subspan(size, 4))) return std::nullopt;
      return size + 4;
    }
    if (colon + 1 == text.size()) return std::nullopt;
    const std::string_view digits = Cut(text, ':');
    const auto value = digits.size() > 4 ? std::nullopt : ReadNumber(digits, 16, 0xFFFF);
    if (!value || size + 2 > bytes.size()) return std::nullopt;
    bytes[size++] = static_cast<std::uint8_t>(*value >> 8);
    bytes[size++] = static_cast<std::uint8_t>(*value & 0xFF);
  }
  return size;
}

bool ReadV6(std::string_view text, std::span<std::uint8_t> bytes) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return ReadGroups(text, bytes) == bytes.size();
  const std::string_view before = text.substr(0, gap);
  const std::string_view behind = text.substr(gap + 2);
  if (behind.starts_with(':') || before.find('.') != std::string_view::npos) return false;
  const auto head = ReadGroups(before, bytes.first(14));
  std::array<std::uint8_t, 14> tail_bytes{};
  const auto tail = ReadGroups(behind, tail_bytes);
  if (!head || !tail || *head + *tail > 14) return false;
  for (std::size_t i = 0; i < *tail; ++i) bytes[16 - *tail + i] = tail_bytes[i];
  return true;
}

}  // namespace

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  IpAddress address;
  address.v4_ = text.find(':') == std::string_view::npos;
  const bool read = address.v4_ ? ReadV4(text, address.bytes_) : ReadV6(text, address.bytes_);
  return read ? std::optional(address) : std::nullopt;
}

bool IpAddress::StartsWith(const IpAddress& other, int bits) const {
  if (v4_ != other.v4_) return false;
  for (int i = 0; bits > 0; ++i, bits -= 8) {
    const int differing = bytes_[static_cast<std::size_t>(i)] ^ other.bytes_[static_cast<std::size_t>(i)];
    if (bits >= 8 ? differing != 0 : differing >> (8 - bits) != 0) return false;
  }
  return true;
}

bool IpAddress::unspecified() const { return bytes_ == decltype(bytes_){}; }

bool IpAddress::loopback() const {
  decltype(bytes_) one{};
  one.back() = 1;
  return v4_ ? bytes_[0] == 127 : bytes_ == one;
}

bool IpAddress::link_local() const {
  if (v4_) {
    return (bytes_[0] == 169 && bytes_[1] == 254) || (bytes_[0] == 224 && bytes_[1] == 0 && bytes_[2] == 0);
  }
  return (bytes_[0] == 0xFE && (bytes_[1] & 0xC0) == 0x80) || (bytes_[0] == 0xFF && (bytes_[1] & 0x0F) == 2);
}

std::optional<IpRange> IpRange::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::Parse(text.substr(0, slash));
  const std::string_view digits = text.substr(slash + 1);
  const auto bits = ReadNumber(digits, 10, address && address->is_v4() ? 32 : 128);
  if (!address || !bits || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  IpRange range;
  range.address_ = *address;
  range.bits_ = *bits;
  return range;
}

bool IpRange::Contains(const IpAddress& address) const { return address.StartsWith(address_, bits_); }

bool IpRange::Contains(const IpRange& other) const {
  return other.bits_ >= bits_ && Contains(other.address_);
}

}  // namespace meshctl
