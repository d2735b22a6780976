// SPDX-License-Identifier: Apache-2.0
// Services that show findings match them by these numbers, and so do baselines: changing what goes in makes
// every known finding new again.
#include "diag/fingerprint.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string_view>

namespace meshctl::diag {
namespace {

/// FNV-1a.
std::string Hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

}  // namespace

std::string Fingerprint(const Diagnostic& finding) {
  const bool of_file = finding.resource.empty() && finding.primary.span;
  return Hash(fmt::format("{}\n{}\n{}\n{}\n{}", finding.cluster, finding.code,
                          of_file ? std::string_view(finding.primary.span.file->name()) : "",
                          finding.resource, finding.message));
}

std::vector<std::string> Fingerprints(const Report& report) {
  std::vector<std::string> fingerprints;
  fingerprints.reserve(report.findings().size());
  std::map<std::string, int> seen;
  for (const Diagnostic& finding : report.findings()) {
    std::string fingerprint = Fingerprint(finding);
    const int occurrence = ++seen[fingerprint];
    fingerprints.push_back(fmt::format("{}:{}", fingerprint, occurrence));
  }
  return fingerprints;
}

}  // namespace meshctl::diag
