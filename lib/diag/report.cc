// SPDX-License-Identifier: Apache-2.0
// The total order of findings, in one comparison.
#include "diag/report.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>

namespace meshctl::diag {
namespace {

// Findings without a place come first: they concern the whole run.
auto OrderKey(const Diagnostic& d) {
  const source::Span& at = d.primary.span;
  std::string_view file = at.file ? std::string_view(at.file->name()) : std::string_view();
  return std::tuple(std::string_view(d.cluster), file, at.begin, std::string_view(d.code),
                    std::string_view(d.resource), std::string_view(d.message));
}

}  // namespace

std::string_view Name(Level level) {
  switch (level) {
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

std::string_view UpstreamName(Level level) {
  switch (level) {
    case Level::kInfo:
      return "Info";
    case Level::kWarning:
      return "Warning";
    case Level::kError:
      return "Error";
  }
  return "Error";
}

void Report::Add(std::vector<Diagnostic> diagnostics) {
  std::move(diagnostics.begin(), diagnostics.end(), std::back_inserter(findings_));
}

void Report::Finish() {
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return OrderKey(a) < OrderKey(b); });
  auto same = [](const Diagnostic& a, const Diagnostic& b) { return OrderKey(a) == OrderKey(b); };
  findings_.erase(std::unique(findings_.begin(), findings_.end(), same), findings_.end());
}

std::size_t Report::Count(Level level) const {
  return static_cast<std::size_t>(std::count_if(findings_.begin(), findings_.end(),
                                                [level](const Diagnostic& d) { return d.level == level; }));
}

std::optional<Level> Report::worst() const {
  std::optional<Level> worst;
  for (const Diagnostic& d : findings_) {
    if (!worst || d.level > *worst) worst = d.level;
  }
  return worst;
}

}  // namespace meshctl::diag
