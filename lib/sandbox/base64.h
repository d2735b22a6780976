// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace meshctl::sandbox {

/// Standard base64 with padding, as Secrets and kubeconfigs hold it.
std::string Base64(std::string_view bytes);

}  // namespace meshctl::sandbox
