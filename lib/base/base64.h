// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648 section 4), as Secrets and kubeconfigs hold it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshctl {

/// Standard base64 with padding.
std::string EncodeBase64(std::string_view bytes);

/// The bytes of standard base64 text; white space is passed over, padding is required. Nothing when the text
/// is malformed.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace meshctl
