// SPDX-License-Identifier: Apache-2.0
// Regular expressions, compiled once for the whole process.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace meshctl::cel {

/// The compiled pattern, from any thread; null when it is no regular expression. Patterns beyond the first
/// thousand, which can only come from the data, are compiled anew each time.
std::shared_ptr<const re2::RE2> Regex(std::string_view pattern);

/// Why `pattern` is no regular expression, or empty.
std::string RegexFault(std::string_view pattern);

}  // namespace meshctl::cel
