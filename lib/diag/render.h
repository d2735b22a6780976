// SPDX-License-Identifier: Apache-2.0
// Findings as bytes. Every renderer is a pure function and knows no rule.
#pragma once

#include <string>

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

/// `2 errors, 1 warning` or `no findings`; no newline.
std::string Summary(const Report& report);

}  // namespace meshctl::diag
