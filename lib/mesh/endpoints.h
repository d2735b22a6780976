// SPDX-License-Identifier: Apache-2.0
// Where requests to a service port arrive.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mesh/services.h"
#include "mesh/workloads.h"

namespace meshctl::mesh {

/// One Pod, one WorkloadEntry or one address of a ServiceEntry.
struct Endpoint {
  std::string name;     ///< the Pod, the WorkloadEntry, or the address
  std::string address;  ///< IP, DNS name or `unix:///path`; empty for Pods that are not running anywhere
  std::uint32_t port = 0;
  const model::Labels* labels = nullptr;  ///< never null
  const Workload* workload = nullptr;     ///< null for an address written into a ServiceEntry
  bool injected = false;                  ///< whether a sidecar stands before it, so that it takes mTLS
  std::int64_t weight = 1;
  std::string_view locality;
};

/// The endpoints of a port, in order of workload and Pod. A named target port that a Pod does not have leaves
/// the Pod out. DNS services without endpoints have their own host as the only one.
std::vector<Endpoint> EndpointsOf(const Service& service, const ServicePort& port,
                                  const Workloads& workloads);

/// The port of a workload that a service port leads to; nothing when no container has a port of that name.
std::optional<std::uint32_t> TargetPortOf(const ServicePort& port, const Workload& workload);

/// The workloads that a service selects: Pods of its namespace and WorkloadEntries; none without a selector.
std::vector<const Workload*> WorkloadsOf(const Service& service, const Workloads& workloads);

}  // namespace meshctl::mesh
