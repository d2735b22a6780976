// SPDX-License-Identifier: Apache-2.0
// The hosts that an egress listener of a Sidecar sees: `namespace/host`.
#pragma once

#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kEgressWithoutHosts;
extern const Rule kInvalidEgressHost;
extern const Rule kRepeatedEgressHost;
extern const Rule kHostsBesideAll;

/// `hosts` of an egress listener; `ns` is the namespace of the Sidecar.
void CheckEgressHosts(const yaml::Node& listener, std::string_view ns, Verdict& verdict);

}  // namespace meshctl::validate::istio
