// SPDX-License-Identifier: Apache-2.0
// The file by which clients find a sandbox and are let in.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace meshctl::sandbox {

struct Access {
  std::string server;         ///< `https://127.0.0.1:39485`
  std::string authority_pem;  ///< certificate that signed the server's
  std::string token;
};

/// A kubeconfig with one context, `sandbox`.
std::string PrintKubeconfig(const Access& access);

/// Writes a file that nobody but its owner can read: under `path`, replacing what is there in one step.
Result<void> WritePrivate(const std::string& path, std::string_view content);
/// Likewise under a new name in `folder`; the answer is the path.
Result<std::string> WritePrivateTemporary(const std::string& folder, std::string_view content);

}  // namespace meshctl::sandbox
