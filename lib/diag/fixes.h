// SPDX-License-Identifier: Apache-2.0
// The fixes of findings, made.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "diag/report.h"

namespace meshctl::diag {

/// One file after fixes.
struct FixedFile {
  const source::SourceFile* file = nullptr;
  std::string text;
  std::size_t fixes = 0;
};

/// Applies the first fix of each finding that is at least as safe as `least`, in the order of findings. A fix
/// is made whole or not at all: one that touches bytes another fix has taken is left for the next round.
/// Files without a fix are not in the answer; bytes outside the fixes stay as they are.
std::vector<FixedFile> ApplyFixes(const Report& report, Safety least);

}  // namespace meshctl::diag
