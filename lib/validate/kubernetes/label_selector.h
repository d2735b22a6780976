// SPDX-License-Identifier: Apache-2.0
// Label selectors, as they stand in workloads, policies and webhooks.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// Checks the operators and values of `matchExpressions`; an absent selector is fine.
void CheckSelector(const yaml::Node& selector, Verdict& verdict);
/// Whether a selector demands nothing, and so selects everything.
bool SelectsEverything(const yaml::Node& selector);
/// Whether a selector that is well formed selects an object with these labels.
bool Selects(const yaml::Node& selector, const yaml::Node& labels);

/// The value of a label; nothing when an object does not have it.
using LabelOf = std::function<std::optional<std::string_view>(std::string_view key)>;
/// The same of labels that nobody wrote down.
bool Selects(const yaml::Node& selector, const LabelOf& label_of);
/// Whether every requirement has an operator that exists and values where it wants them; the API server
/// selects nothing by other selectors.
bool IsWellFormed(const yaml::Node& selector);

}  // namespace meshctl::validate::kubernetes
