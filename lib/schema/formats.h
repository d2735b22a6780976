// SPDX-License-Identifier: Apache-2.0
// The syntaxes of strings that Kubernetes checks in code rather than by pattern.
#pragma once

#include <string_view>

#include "schema/scalar.h"

namespace meshctl::schema {

/// Whether `text` is written as `format` demands. Formats that take more than the text to judge (names made
/// of other fields) accept everything.
bool Matches(Format format, std::string_view text);

/// What such a string is called, with its article, and how it is written.
struct FormatWords {
  std::string_view what;    ///< "a DNS label"
  std::string_view syntax;  ///< "lower-case letters, digits and `-`, ..."; may be empty
};
FormatWords Describe(Format format);

/// Go's time.ParseDuration: `1h2m3.5s`, `-1.5h`, `0`.
bool IsDuration(std::string_view text);
/// RFC 3339 with a zone: `2026-01-02T03:04:05Z`.
bool IsTimestamp(std::string_view text);
/// `100m`, `1Gi`, `1e3`, `.5`.
bool IsQuantity(std::string_view text);
/// Standard base64 with padding; line breaks are allowed.
bool IsBase64(std::string_view text);
bool IsIp(std::string_view text);

}  // namespace meshctl::schema
