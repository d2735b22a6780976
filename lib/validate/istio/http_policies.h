// SPDX-License-Identifier: Apache-2.0
// What a route does to requests besides routing them: CORS and injected faults.
#pragma once

#include <string_view>

#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

/// Null is accepted.
void CheckCorsPolicy(const yaml::Node& policy, Verdict& verdict);
/// Null is accepted.
void CheckFault(const yaml::Node& fault, Verdict& verdict);
/// A status that a proxy can answer with, 200 to 600: `status`, which is or should be `parent.field`.
void CheckStatus(const yaml::Node& status, const yaml::Node& parent, std::string_view field,
                 Verdict& verdict);

}  // namespace meshctl::validate::istio
