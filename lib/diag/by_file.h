// SPDX-License-Identifier: Apache-2.0
// Findings as test results: each file that was looked at is one test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "diag/render.h"

namespace meshctl::diag {

/// The findings of each file of the run, which may be none; those without a place are under `(no file)`.
std::map<std::string, std::vector<const Diagnostic*>> ByFile(const Report& report, const Run& run);

/// `a.yaml:3:7: error[IST0101]: ... (help: ...)`, one line unless the message has more.
std::string OneLine(const Diagnostic& finding);

}  // namespace meshctl::diag
