// SPDX-License-Identifier: Apache-2.0
// The findings of one run.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"

namespace meshctl::diag {

/// Collects findings, then puts them in one total order. Order and merging do not depend on the order of
/// adding, so parallel runs print the same bytes.
class Report {
 public:
  void Add(Diagnostic diagnostic) { findings_.push_back(std::move(diagnostic)); }
  void Add(std::vector<Diagnostic> diagnostics);

  /// Sorts by cluster, file name, offset, code and message, and merges equal findings.
  void Finish();

  /// All findings; the report is empty afterwards.
  std::vector<Diagnostic> Take() && { return std::exchange(findings_, {}); }

  const std::vector<Diagnostic>& findings() const { return findings_; }
  bool empty() const { return findings_.empty(); }
  std::size_t Count(Level level) const;
  /// The heaviest level present, or nothing when there are no findings.
  std::optional<Level> worst() const;

 private:
  std::vector<Diagnostic> findings_;
};

}  // namespace meshctl::diag
