// SPDX-License-Identifier: Apache-2.0
// URLs as Go's net/url reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cel/context.h"
#include "cel/functions.h"

namespace meshctl::cel {

/// The parts of a URL, as views of `text`; what was escaped in it still is.
struct Url {
  std::string_view text;
  std::string_view scheme;  ///< in lower case
  std::string_view host;    ///< with port and brackets
  std::string_view path;
  std::string_view query;  ///< without `?`
};

/// An absolute URL or absolute path (url.ParseRequestURI), whose fragment is left out; nothing when
/// malformed. The scheme lives in the arena.
std::optional<Url> ParseUrl(Arena& arena, std::string_view text);

/// url(), isURL() and the getters.
Value CallUrl(Context& context, Function function, std::span<const Value> arguments);

}  // namespace meshctl::cel
