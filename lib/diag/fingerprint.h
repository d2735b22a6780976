// SPDX-License-Identifier: Apache-2.0
// By what a finding is known again in the next run.
#pragma once

#include <string>
#include <vector>

#include "diag/report.h"

namespace meshctl::diag {

/// 16 hexadecimal digits from what stays the same when lines move or files are renamed: the rule, the
/// cluster, the object and what is wrong with it. A finding about no object is known by its file instead. The
/// same on every machine and in every version.
std::string Fingerprint(const Diagnostic& finding);

/// One for each finding, in order. Equal ones are numbered (`1f0c...:1`, `:2`), so that no two are the same.
std::vector<std::string> Fingerprints(const Report& report);

}  // namespace meshctl::diag
