// SPDX-License-Identifier: Apache-2.0
// Fixes can uncover other faults, so there are rounds; each has to be an improvement.
#include "validate/fix.h"

#include <utility>

#include "diag/fixes.h"

namespace meshctl::validate {
namespace {

constexpr int kMostRounds = 10;

struct Found {
  diag::Report report;
  std::size_t faults = 0;  ///< of the text itself
  std::size_t errors = 0;
};

Found Check(const source::SourceFile& file, const Options& options, const yaml::Limits& limits) {
  Found found;
  const yaml::Stream stream = yaml::Parse(file, limits, found.report);
  found.faults = found.report.Count(diag::Level::kError);
  for (const yaml::Node& document : stream.documents) Validate(document, options, found.report);
  found.report.Finish();
  found.errors = found.report.Count(diag::Level::kError);
  return found;
}

}  // namespace

std::optional<FixedText> FixText(const source::SourceFile& file, const Options& options,
                                 const yaml::Limits& limits, diag::Safety least) {
  FixedText fixed{std::string(file.text())};
  for (int round = 0; round < kMostRounds; ++round) {
    const source::SourceFile before(file.name(), fixed.text, file.origin());
    const Found found = Check(before, options, limits);
    const auto fixes = diag::ApplyFixes(found.report, least);
    if (fixes.empty()) break;
    const source::SourceFile after(file.name(), fixes.front().text, file.origin());
    const Found left = Check(after, options, limits);
    if (left.faults > found.faults || left.errors > found.errors || after.text() == before.text()) break;
    fixed.text = after.text();
    fixed.fixes += fixes.front().fixes;
  }
  if (fixed.fixes == 0) return std::nullopt;
  return fixed;
}

}  // namespace meshctl::validate
