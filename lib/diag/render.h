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

/// For programs: istioctl's field names (code, documentationUrl, level, message, origin, reference, cluster)
/// plus ours (name, span with line, column, endLine, endColumn, label, related, notes, help, fixes, source).
/// `<`, `>` and `&` are written as \u003c, \u003e and \u0026, as istioctl does. A JSON array, one newline at
/// the end; `[]` when there are no findings.
std::string RenderJson(const Report& report);

/// Where Istio explains one of its codes; empty for codes that are not Istio's.
std::string DocumentationUrl(std::string_view code);

/// istioctl's log form, one line a finding, width not considered:
///
///     Error [IST0101] (VirtualService shop/front vs.yaml:9) gateway `missing` does not exist
std::string RenderLog(const Report& report, const Style& style);

/// What a report of findings says of its rules and its run besides the findings.
struct Run {
  std::string command;             ///< `meshctl validate`
  std::vector<std::string> files;  ///< every file that was looked at, findings or not
  /// What the rule behind a code checks, one sentence; empty when nothing is known.
  std::function<std::string(std::string_view code)> summary = {};
  /// The whole explanation, Markdown; empty when there is none.
  std::function<std::string(std::string_view code)> explanation = {};
  /// The path of the file behind Diagnostic::source; empty when it is not among the user's files.
  std::function<std::string(const std::string& source)> source_file = {};
};

/// The path of the file that the finding's text was rendered from; empty when it is not known.
std::string SourceFileOf(const Diagnostic& finding, const Run& run);

/// SARIF 2.1.0 for code scanning services: rules, places, related places, fixes and fingerprints that survive
/// moved lines. `results` is there even when empty.
std::string RenderSarif(const Report& report, const Run& run);

/// JUnit XML: a test case for each file, failed by its findings of `failing` or more. Lighter findings are
/// its output.
std::string RenderJunit(const Report& report, const Run& run, Level failing);

/// TAP 13: a test for each file, as in RenderJunit, with its findings as a YAML block.
std::string RenderTap(const Report& report, const Run& run, Level failing);

/// Workflow commands of GitHub Actions, which show findings beside the changed lines.
std::string RenderGithub(const Report& report, const Run& run);

/// GitLab's Code Quality report.
std::string RenderGitlab(const Report& report, const Run& run);

/// A headline and a table, for summaries of pipelines.
std::string RenderMarkdown(const Report& report, const Run& run);

/// `2 errors, 1 warning` or `no findings`; no newline.
std::string Summary(const Report& report);

}  // namespace meshctl::diag
