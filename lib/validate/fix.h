// SPDX-License-Identifier: Apache-2.0
// A file with the fixes of its findings made.
#pragma once

#include <optional>

#include "diag/diagnostic.h"
#include "diag/fixes.h"
#include "source/source_file.h"
#include "validate/validate.h"
#include "yaml/parse.h"

namespace meshctl::validate {

using diag::FixedText;

/// Makes the fixes that are at least as safe as `least`, then those of what is found in the new text, until
/// there are none. Every byte outside the fixes stays as it was. A round that would leave the file worse than
/// before (no YAML any more, or more errors) is not made. Nothing when there is nothing to fix.
std::optional<FixedText> FixText(const source::SourceFile& file, const Options& options,
                                 const yaml::Limits& limits, diag::Safety least);

}  // namespace meshctl::validate
