// SPDX-License-Identifier: Apache-2.0
// The body of a request as a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// The largest body that is read, as in Kubernetes.
inline constexpr std::size_t kLargestBody = 3ull * 1024 * 1024;

/// What a request carries.
struct Body {
  enum class Form : std::uint8_t { kJson, kYaml, kPatch };

  Json value;  ///< null for an empty body
  Form form = Form::kJson;
  std::string_view text;                         ///< as sent
  std::vector<std::string> repeated_lines = {};  ///< of YAML: see RepeatedKeys in repeated_keys.h
};

/// Reads JSON, or YAML where the content type says so. Refuses with 413 what is too large, with 415 other
/// content types and with 400 what cannot be parsed. Of a key that is given twice the last value counts. The
/// text must outlive the answer.
Answer<Body> ReadBody(std::string_view content_type, const std::string& text);
/// The value alone.
Answer<Json> ParseBody(std::string_view content_type, const std::string& text);

/// `application/json` of `application/json; charset=utf-8`.
std::string_view MediaType(std::string_view content_type);

}  // namespace meshctl::sandbox
