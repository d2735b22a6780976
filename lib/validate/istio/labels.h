// SPDX-License-Identifier: Apache-2.0
// DNS labels and Kubernetes labels as istiod reads them: unlike the API server it takes upper-case letters.
#pragma once

#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidLabel;
extern const Rule kInvalidNamespaceName;

/// ASCII letters and digits.
bool IsAlphanumeric(char c);
/// Letters, digits and inner `-`, 1 to 63 of them.
bool IsLabel(std::string_view text);
/// A label, `*`, `*label` or `*-label`.
bool IsWildcardLabel(std::string_view text);
/// `app`, `topology.istio.io/subzone`.
bool IsLabelKey(std::string_view text);
bool IsLabelValue(std::string_view text);

/// Every key and value of a map of Kubernetes labels.
void CheckLabels(const yaml::Node& labels, Verdict& verdict);
/// The name of a namespace that a field holds.
void CheckNamespaceName(const yaml::Node& value, Verdict& verdict);

}  // namespace meshctl::validate::istio
