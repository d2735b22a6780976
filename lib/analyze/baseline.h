// SPDX-License-Identifier: Apache-2.0
// Findings of an earlier time, so that only what is new has to be dealt with.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "diag/report.h"
#include "source/source_file.h"

namespace meshctl::analyze {

/// A finding as it is remembered. Only the fingerprint and the file decide about sameness; the rest is for
/// people who read the baseline.
struct KnownFinding {
  std::string fingerprint;
  std::string code;
  std::string resource;
  std::string file;
  std::string message;
  friend bool operator==(const KnownFinding&, const KnownFinding&) = default;
};

using Baseline = std::vector<KnownFinding>;

/// What is to be remembered of findings.
Baseline BaselineOf(const diag::Report& report);

/// Reads what WriteBaseline has written. Fails (kind input) on other texts and other versions.
Result<Baseline> ReadBaseline(const source::SourceFile& file);

/// JSON with one line for each finding, in an order that changes little when findings come and go.
std::string WriteBaseline(Baseline baseline);

/// What became of findings.
struct Comparison {
  diag::Report introduced;
  diag::Report unchanged;
  Baseline fixed;
};

/// Each finding is one of before or new. Of several that are alike, those in the same file are paired first,
/// so that a copy of a faulty file is new and not the file itself.
Comparison Compare(const diag::Report& now, const Baseline& before);

}  // namespace meshctl::analyze
