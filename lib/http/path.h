// SPDX-License-Identifier: Apache-2.0
// What a proxy does to a path before anything matches it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace meshctl::http {

/// The mesh's `pathNormalization`. Each level does what the ones before it do, too.
enum class PathNormalization : std::uint8_t {
  kNone,
  kBase,          ///< dot segments are resolved, `\` becomes `/`, escaped unreserved characters are decoded
  kMergeSlashes,  ///< `//` becomes `/`
  kDecodeAndMergeSlashes,  ///< `%2F` and `%5C` are slashes
};

/// The path (without its query) as conditions see it.
std::string NormalizePath(std::string_view path, PathNormalization how = PathNormalization::kBase);

}  // namespace meshctl::http
