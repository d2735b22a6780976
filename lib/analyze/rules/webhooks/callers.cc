// SPDX-License-Identifier: Apache-2.0
// A selector tells apart only the revisions that it names; all others are the same to it. So hooks are not
// asked about every revision, and a cluster of many revisions costs little more than one of few.
#include "analyze/rules/webhooks/callers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analyze/rules/membership.h"
#include "analyze/rules/webhooks/injection_hooks.h"

namespace meshctl::analyze {
namespace {

// No label has such a value, so no selector names it.
constexpr std::string_view kAnyOther = " ";

using MaybeText = std::optional<std::string_view>;
using Numbers = std::vector<std::size_t>;

// The hooks that are called for one choice, by number.
struct Called {
  Numbers without_revision;
  Numbers with_any_other;  // a revision that the hook does not name
  std::map<std::string_view, Numbers> with_named;
};

Called CalledFor(LabelCombination labels, const std::vector<Webhook>& hooks, const Side& side,
                 const std::vector<Revisions>& named) {
  Called called;
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    auto selects = [&](MaybeText revision) {
      labels.revision = revision;
      return SelectsLabels(hooks[i], side.selector, labels);
    };
    if (selects(std::nullopt)) called.without_revision.push_back(i);
    if (selects(kAnyOther)) called.with_any_other.push_back(i);
    for (std::string_view revision : named[i]) {
      if (selects(revision)) called.with_named[revision].push_back(i);
    }
  }
  return called;
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

std::vector<Callers> CallersOf(const std::vector<Webhook>& hooks, const Side& side,
                               const std::vector<std::string_view>& revisions) {
  std::vector<Revisions> named;
  for (const Webhook& hook : hooks) named.push_back(RevisionsIn(hook.node->Get(side.selector)));
  std::vector<Callers> distinct;
  std::set<Numbers> seen;
  auto add = [&](Numbers together, const LabelCombination& labels) {
    if (together.size() > 1 && seen.insert(together).second)
      distinct.push_back({std::move(together), labels});
  };
  for (MaybeText choice : {MaybeText(), MaybeText(side.yes), MaybeText(side.no)}) {
    const LabelCombination labels = {side.key, choice, std::nullopt};
    const Called called = CalledFor(labels, hooks, side, named);
    add(called.without_revision, labels);
    for (std::string_view revision : revisions) {
      Numbers together;
      if (auto own = called.with_named.find(revision); own != called.with_named.end()) together = own->second;
      for (std::size_t hook : called.with_any_other) {
        if (!named[hook].contains(revision)) together.push_back(hook);
      }
      std::ranges::sort(together);
      add(std::move(together), {side.key, choice, revision});
    }
  }
  return distinct;
}

}  // namespace meshctl::analyze
