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

/// Whether `text` matches anywhere, as Go's MatchString asks it. Any text matches what is no regular
/// expression: whoever wrote that is told when the pattern is read.
bool RegexMatches(std::string_view pattern, std::string_view text);

/// What RE2 has to say against a pattern; empty when it compiles.
std::string RegexFault(std::string_view pattern);

}  // namespace meshctl::cel
