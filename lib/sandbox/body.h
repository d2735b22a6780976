// SPDX-License-Identifier: Apache-2.0
// The body of a request as a value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// The largest body that is read, as in Kubernetes.
inline constexpr std::size_t kLargestBody = 3ull * 1024 * 1024;

/// Reads JSON, or YAML where the content type says so. Refuses with 413 what is too large, with 415 other
/// content types and with 400 what cannot be parsed. An empty body is null.
Answer<Json> ParseBody(std::string_view content_type, const std::string& body);

/// `application/json` of `application/json; charset=utf-8`.
std::string_view MediaType(std::string_view content_type);

}  // namespace meshctl::sandbox
