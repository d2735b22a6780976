// SPDX-License-Identifier: Apache-2.0
// Manifests that are published at an address.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/error.h"

namespace meshctl::kube {

struct DownloadOptions {
  std::uint64_t max_size = 64ull << 20;  ///< bytes, decompressed
  std::chrono::milliseconds timeout{30'000};
  std::string ca_file;  ///< PEM file of trusted authorities; empty: the system's
};

/// The text at an `https://` address. Redirects are followed, a few and to https only; certificates are
/// verified. Fails (kind input) on everything that is not an answer with status 200.
Result<std::string> Download(const std::string& url, const DownloadOptions& options);

}  // namespace meshctl::kube
