// SPDX-License-Identifier: Apache-2.0
// What the controllers of pods have in common: a selector, a template, and shares of their pods.
#pragma once

#include <string_view>

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

/// The selector of `spec` is not empty and selects the pods of the template. What is checked here must be a
/// LabelSelector.
void CheckTemplateSelector(const yaml::Node& spec, Verdict& verdict);
/// The pods of the template run for ever.
void CheckRunsForEver(const yaml::Node& spec, Verdict& verdict);
/// A percentage of all pods is at most 100.
void CheckShare(const yaml::Node& share, Verdict& verdict);
/// `rollingUpdate` stands beside the type `RollingUpdate` alone.
void CheckStrategy(const yaml::Node& strategy, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
