// SPDX-License-Identifier: Apache-2.0
// Upstream's list: no choice, yes and no, each without a revision and with every known one.
#include "analyze/rules/webhooks/label_combinations.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyze/rules/membership.h"

namespace meshctl::analyze {
namespace {

using MaybeText = std::optional<std::string_view>;

std::vector<LabelCombination> Combine(std::string_view key, std::string_view yes, std::string_view no,
                                      const std::vector<std::string_view>& revisions) {
  std::vector<MaybeText> with = {std::nullopt};
  with.insert(with.end(), revisions.begin(), revisions.end());
  std::vector<LabelCombination> all;
  for (const MaybeText& revision : with) {
    for (const MaybeText& choice : {MaybeText(), MaybeText(yes), MaybeText(no)})
      all.push_back({key, choice, revision});
  }
  return all;
}

}  // namespace

std::optional<std::string_view> LabelCombination::operator()(std::string_view label) const {
  if (label == key) return choice;
  if (label == kRevisionLabel) return revision;
  return std::nullopt;
}

std::string LabelCombination::ToString() const {
  std::vector<std::string> labels;
  if (choice) labels.push_back(fmt::format("`{}={}`", key, *choice));
  if (revision) labels.push_back(fmt::format("`{}={}`", kRevisionLabel, *revision));
  return labels.empty() ? std::string("no such label") : fmt::format("{}", fmt::join(labels, " and "));
}

std::vector<LabelCombination> NamespaceCombinations(const std::vector<std::string_view>& revisions) {
  return Combine(kInjectionLabel, "enabled", "disabled", revisions);
}

std::vector<LabelCombination> PodCombinations(const std::vector<std::string_view>& revisions) {
  return Combine(kInjectLabel, "true", "false", revisions);
}

}  // namespace meshctl::analyze
