// SPDX-License-Identifier: Apache-2.0
// The `format`s of strings that API servers enforce.
#pragma once

#include <string_view>

#include "cel/shape.h"

namespace meshctl::validate::custom {

struct Format {
  std::string_view name;                           ///< as schemas write it, `-` left out: `datetime`
  std::string_view what;                           ///< with its article: "a date"
  std::string_view syntax;                         ///< how it is written, or empty
  std::string_view pattern;                        ///< what all of its texts match, or empty
  bool (*holds)(std::string_view text) = nullptr;  ///< what no pattern can say, or null
  cel::As as = cel::As::kString;

  bool Matches(std::string_view text) const;
};

/// The format of a schema; null for those that no API server enforces (`binary`, `password`, `my-own`).
const Format* FindFormat(std::string_view name);

}  // namespace meshctl::validate::custom
