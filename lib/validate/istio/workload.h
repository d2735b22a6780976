// SPDX-License-Identifier: Apache-2.0
// A workload: a WorkloadEntry, or an endpoint of a ServiceEntry.
#pragma once

#include <cstdint>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kWorkloadWithoutAddress;
extern const Rule kAddressElsewhere;
extern const Rule kInvalidWorkloadAddress;
extern const Rule kSocketWorkloadWithPorts;

/// What the address of a workload may be besides a Unix domain socket.
enum class Address : std::uint8_t { kIp, kIpOrName };

/// The address of a workload. Answers whether istiod looks at the rest.
bool CheckWorkloadAddress(const yaml::Node& workload, Address allowed, Verdict& verdict);
/// Names and numbers of ports, and the labels.
void CheckWorkloadPortsAndLabels(const yaml::Node& workload, Verdict& verdict);

}  // namespace meshctl::validate::istio
