// SPDX-License-Identifier: Apache-2.0
// Which hooks are called together, in every combination of the labels that decide about injection.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/rules/webhook.h"

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

/// What hooks look at: a selector of theirs, and the label by which its objects choose.
struct Side {
  std::string_view selector;
  std::string_view key;
  std::string_view yes;
  std::string_view no;
};
inline constexpr Side kNamespaceSide = {"namespaceSelector", "istio-injection", "enabled", "disabled"};
inline constexpr Side kPodSide = {"objectSelector", "sidecar.istio.io/inject", "true", "false"};

struct Callers {
  std::vector<std::size_t> hooks;  ///< two or more, by number, ascending
  LabelCombination combination;    ///< the first in which these are called and no others
};

/// Every set of hooks whose selectors agree in some combination, once: of no choice, yes and no, each without
/// a revision and with every one of `revisions`.
std::vector<Callers> CallersOf(const std::vector<Webhook>& hooks, const Side& side,
                               const std::vector<std::string_view>& revisions);

}  // namespace meshctl::analyze
