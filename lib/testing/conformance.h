// SPDX-License-Identifier: Apache-2.0
// Recorded answers of Istio and Kubernetes, kept outside of the source tree.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "testing/golden.h"

namespace meshctl::testing {

/// A file of the conformance data ("analyze/cases.json"): below $MESHCTL_CONFORMANCE, else below
/// `../shared/conformance` beside the source tree. Nothing when it is not there; the test then skips and says
/// so, with kNoConformanceData.
inline std::optional<std::string> ConformancePath(const std::string& path) {
  const char* named = std::getenv("MESHCTL_CONFORMANCE");
  std::string top = named && *named ? std::string(named) : SourcePath("../shared/conformance");
  std::string full = top + "/" + path;
  return std::filesystem::exists(full) ? std::optional(full) : std::nullopt;
}

inline constexpr const char* kNoConformanceData =
    "no conformance data; MESHCTL_CONFORMANCE names the folder that holds it";

}  // namespace meshctl::testing
