// SPDX-License-Identifier: Apache-2.0
// Findings as test results: each file that was looked at is one test.
#pragma once

#include <string>
#include <vector>

#include "diag/render.h"
#include "diag/test_case.h"

namespace meshctl::diag {

/// The files of the run by name, each a test that has its findings, which may be none; those without a place
/// are under `(no file)`.
std::vector<TestCase> ByFile(const Report& report, const Run& run);

/// `a.yaml:3:7: error[IST0101]: ... (help: ...)`, one line unless the message has more.
std::string OneLine(const Diagnostic& finding);

}  // namespace meshctl::diag
