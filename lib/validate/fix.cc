// SPDX-License-Identifier: Apache-2.0
// One file at a time: what validate finds in a file does not depend on the others.
#include "validate/fix.h"

#include <memory>
#include <utility>
#include <vector>

#include "diag/fixes.h"

namespace meshctl::validate {

std::optional<FixedText> FixText(const source::SourceFile& file, const Options& options,
                                 const yaml::Limits& limits, diag::Safety least) {
  const auto check = [&](const diag::Texts& changed) {
    std::string text = changed.empty() ? std::string(file.text()) : changed.begin()->second;
    const auto current = std::make_shared<source::SourceFile>(file.name(), std::move(text), file.origin());
    diag::Checked checked{.texts = current};
    const yaml::Stream stream = yaml::Parse(*current, limits, checked.report);
    checked.faults = checked.report.Count(diag::Level::kError);
    for (const yaml::Node& document : stream.documents) Validate(document, options, checked.report);
    checked.report.Finish();
    return checked;
  };
  std::vector<diag::FixedText> fixed = diag::FixInRounds(check, least);
  if (fixed.empty()) return std::nullopt;
  return std::move(fixed.front());
}

}  // namespace meshctl::validate
