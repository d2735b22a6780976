// SPDX-License-Identifier: Apache-2.0
// Findings that quote no Secret.
#pragma once

#include <memory>
#include <vector>

#include "diag/report.h"
#include "source/source_file.h"

namespace meshctl::diff {

/// Findings and the texts that they point into.
struct MaskedFindings {
  diag::Report report;
  std::vector<std::unique_ptr<source::SourceFile>> files;
};

/// The findings, pointing into copies of their files in which every character of a Secret's value is a `*`,
/// and without these values in what they say; a fix that would change one is told without its edits. A file
/// that cannot be read as YAML stays as it is: nobody knows what is secret in it.
MaskedFindings Mask(const diag::Report& report);

}  // namespace meshctl::diff
