// SPDX-License-Identifier: Apache-2.0
// One run over recorded answers: failing cases by name, a closing count, and gaps that can only shrink.
#pragma once

#include <map>
#include <set>
#include <string>

namespace meshctl::testing {

/// Cases we are known to answer differently, each with the reason.
using KnownGaps = std::map<std::string, std::string>;

/// Prints as it goes; for the main function of a `x_conformance.cc`.
class Verdicts {
 public:
  explicit Verdicts(KnownGaps gaps) : gaps_(std::move(gaps)) {}

  /// One case; `detail` says what was wrong and is printed when it failed.
  void Case(const std::string& name, bool passed, const std::string& detail);
  /// Prints `N passed, M failed` and answers the exit status: 0 when only known gaps failed and all of them
  /// that were asked did, else 1. Known gaps count as failed.
  int Finish() const;

 private:
  KnownGaps gaps_;
  int passed_ = 0;
  int failed_ = 0;
  int unexpected_ = 0;
};

/// The exit status of a run without data; ctest calls such a test skipped.
inline constexpr int kSkipped = 77;

}  // namespace meshctl::testing
