// SPDX-License-Identifier: Apache-2.0
// Findings as bytes. Every renderer is a pure function and knows no rule.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/report.h"

namespace meshctl::diag {

struct Style {
  bool color = false;
  /// Columns of the terminal; longer source lines are cut around the span. 0: never cut.
  std::size_t width = 0;
};

/// For people. Per finding:
///
///     error[IST0101]: gateway `shop/missing` does not exist
///      --> vs.yaml:9:5
///       |
///     9 |   - missing
///       |     ^^^^^^^ not found
///       |
///       = help: did you mean `main`?
std::string RenderText(const Report& report, const Style& style);

/// For programs: istioctl's field names (code, documentUrl is left out as we have none, level, message,
/// origin, reference) plus ours (name, span with line, column, endLine, endColumn, help, fixes). A JSON
/// array, one newline at the end; `[]` when there are no findings.
std::string RenderJson(const Report& report);

/// istioctl's log form, one line a finding, width not considered:
///
///     Error [IST0101] (VirtualService shop/front vs.yaml:9) gateway `missing` does not exist
std::string RenderLog(const Report& report, const Style& style);

/// What a report of findings says of its rules and its run besides the findings.
struct Run {
  std::string command;             ///< `meshctl validate`
  std::vector<std::string> files;  ///< every file that was looked at, findings or not
  /// What the rule behind a code checks, one sentence; empty when nothing is known.
  std::function<std::string(std::string_view code)> summary;
};

/// SARIF 2.1.0 for code scanning services: rules, places, related places, fixes and fingerprints that survive
/// moved lines. `results` is there even when empty.
std::string RenderSarif(const Report& report, const Run& run);

/// JUnit XML: a test case for each file, failed by its findings of `failing` or more. Lighter findings are
/// its output.
std::string RenderJunit(const Report& report, const Run& run, Level failing);

/// Workflow commands of GitHub Actions, which show findings beside the changed lines.
std::string RenderGithub(const Report& report);

/// `2 errors, 1 warning` or `no findings`; no newline.
std::string Summary(const Report& report);

}  // namespace meshctl::diag
