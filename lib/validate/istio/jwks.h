// SPDX-License-Identifier: Apache-2.0
// JSON Web Key Sets (RFC 7517), given inline.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace meshctl::validate::istio {

struct Jwks {
  std::string_view fault;                  ///< why it is no key set; empty when it is. Never quotes the text
  std::optional<std::size_t> private_key;  ///< the first key that must not be shown
};

/// Reads a key set, or a single key.
Jwks ReadJwks(std::string_view json);

}  // namespace meshctl::validate::istio
