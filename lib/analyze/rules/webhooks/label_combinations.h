// SPDX-License-Identifier: Apache-2.0
// The labels that decide about injection, in every combination that may make a difference.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshctl::analyze {

/// The labels of a namespace or a Pod in one combination: a choice for or against injection and a revision,
/// both of which may be missing.
struct LabelCombination {
  std::string_view key;  ///< of the choice: `istio-injection` or `sidecar.istio.io/inject`
  std::optional<std::string_view> choice;
  std::optional<std::string_view> revision;

  /// The value of a label, as selectors ask for it.
  std::optional<std::string_view> operator()(std::string_view label) const;
  /// The labels for people: "`a=b` and `c=d`".
  std::string ToString() const;
};

/// With each of these revisions and without one. Views into `revisions` are kept.
std::vector<LabelCombination> NamespaceCombinations(const std::vector<std::string_view>& revisions);
std::vector<LabelCombination> PodCombinations(const std::vector<std::string_view>& revisions);

}  // namespace meshctl::analyze
