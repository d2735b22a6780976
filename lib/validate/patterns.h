// SPDX-License-Identifier: Apache-2.0
// Regular expressions of schemas.
#pragma once

#include <string_view>

namespace meshctl::validate {

/// Whether `text` matches anywhere, as API servers ask it: Go's regular expressions, which are RE2's. Each
/// expression is compiled once in a run. A text matches an expression that does not compile: whoever wrote
/// that is told when the schema is read. Safe to call from several threads.
bool MatchesPattern(std::string_view pattern, std::string_view text);

/// Why an expression does not compile; empty when it does.
std::string_view PatternError(std::string_view pattern);

}  // namespace meshctl::validate
