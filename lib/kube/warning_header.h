// SPDX-License-Identifier: Apache-2.0
// The two response headers that carry more than a word.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshctl::kube {

/// The texts of a `Warning` header (RFC 7234 5.5): `299 - "a", 299 - "b"`. Malformed rests are dropped.
std::vector<std::string> WarningTexts(std::string_view value);

/// The seconds of a `Retry-After` header; dates, which API servers do not send, count as not given.
std::optional<std::chrono::seconds> RetryAfter(std::string_view value);

}  // namespace meshctl::kube
