// SPDX-License-Identifier: Apache-2.0
// The fixes of findings, made.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
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

/// Texts by the names of their files.
using Texts = std::map<std::string, std::string>;

/// What a check has to say.
struct Checked {
  Report report;                      ///< finished
  std::size_t faults = 0;             ///< texts that cannot be read as what they should be
  std::shared_ptr<const void> texts;  ///< keeps alive what the report points into
};

/// A text with all fixes made.
struct FixedText {
  std::string name;
  source::Origin origin = source::Origin::kFile;
  std::string before;
  std::string text;
  std::size_t fixes = 0;
};

/// Makes the fixes that are at least as safe as `least`, then those of what is found in the new texts, until
/// there are none. `check` is given the texts that have changed so far. A round that would leave things worse
/// than before (more faults, or more errors) is not made. In order of names.
std::vector<FixedText> FixInRounds(const std::function<Checked(const Texts& changed)>& check, Safety least);

}  // namespace meshctl::diag
