// SPDX-License-Identifier: Apache-2.0
// From a Host header to a virtual host, in time that does not depend on the number of hosts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meshctl::route {

/// Looks names up among a set of things: `std::string_view` keys without copies.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// Envoy's four levels: the exact name; the longest `*.suffix`; the longest `prefix.*`; `*`. A wildcard
/// stands for at least one character. Names are compared without case.
class DomainIndex {
 public:
  /// Adds a domain; false when it is there already, and then nothing changes.
  bool Add(std::string_view domain, std::uint32_t value);

  /// The value of the best domain for `host`, which has no port.
  std::optional<std::uint32_t> Find(std::string_view host) const;

 private:
  using Names = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;
  /// Wildcard domains by what follows (or precedes) the `*`, and the lengths in use, longest first.
  struct Wildcards {
    Names names;
    std::vector<std::size_t> lengths;

    bool Add(std::string text, std::uint32_t value);
  };

  Names exact_;
  Wildcards suffixes_;
  Wildcards prefixes_;
  std::optional<std::uint32_t> any_;
};

}  // namespace meshctl::route
