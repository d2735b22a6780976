// SPDX-License-Identifier: Apache-2.0
// The results of a run as bytes. All renderers are pure functions.
#pragma once

#include <span>
#include <string>

#include "diag/render.h"
#include "routetest/coverage.h"
#include "routetest/suite.h"

namespace meshctl::routetest {

/// A case that has failed as a finding (ROUTETEST0001): the first difference in its message, every
/// expectation that is not met and the rule that decided with their places.
diag::Diagnostic FindingOf(const CaseResult& result);

enum class Listing {
  kFailed,  ///< only cases that have failed
  kAll,     ///< a line for each case as well
};

/// For people: failed cases with carets, then `12 cases: 11 passed, 1 failed`.
std::string RenderText(std::span<const CaseResult> results, Listing listing, const diag::Style& style);

/// For programs: `passed`, `failed`, `cases` and, where one is given, `coverage`. One object, indented, one
/// newline at the end.
std::string RenderJson(std::span<const CaseResult> results, const Coverage* coverage);

/// JUnit XML, one test case for each case.
std::string RenderJunit(std::span<const CaseResult> results);

/// TAP 13, one test for each case.
std::string RenderTap(std::span<const CaseResult> results);

/// Workflow commands of GitHub Actions beside the expectations that are not met.
std::string RenderGithub(std::span<const CaseResult> results);

}  // namespace meshctl::routetest
