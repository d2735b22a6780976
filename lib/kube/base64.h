// SPDX-License-Identifier: Apache-2.0
// Base64, as kubeconfigs carry certificates in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meshctl::kube {

/// The bytes of standard base64 text; white space is passed over, padding is required. Nothing when the text
/// is malformed.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace meshctl::kube
