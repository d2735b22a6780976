// SPDX-License-Identifier: Apache-2.0
// The tokens that lead from one page of a list to the next.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sandbox/status.h"

namespace meshctl::sandbox {

/// Where the next page begins, in the state of which version.
struct ContinueToken {
  std::int64_t version = 0;  ///< a resourceVersion; below 0: whatever the state is now
  std::string start;         ///< the least key that is left: `shop/cart`, or `cart` within a namespace

  /// As the API server writes it, URL-safe.
  std::string ToString() const;
};

/// Refuses what is no such token with 400.
Answer<ContinueToken> ParseContinueToken(std::string_view text);

}  // namespace meshctl::sandbox
