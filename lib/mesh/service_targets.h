// SPDX-License-Identifier: Apache-2.0
// The ports of a workload that services send requests to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/mesh.h"

namespace meshctl::mesh {

/// One port of a service and where it arrives.
struct ServiceTarget {
  const Service* service = nullptr;
  const ServicePort* port = nullptr;
  std::uint32_t target_port = 0;
};

/// Answers for any workload of a mesh, which must outlive the value. Endpoints written as addresses are
/// indexed once.
class ServiceTargets {
 public:
  explicit ServiceTargets(const Mesh& mesh);

  /// The targets of a workload, and of the proxy at `addresses` in namespace `ns` (`workload` may be null):
  /// those of services that select it, and of services that list one of its addresses. Oldest service first,
  /// then by host name, as istiod orders them (SetServiceTargets); the ports of a service in their order.
  std::vector<ServiceTarget> Of(const Workload* workload, std::string_view ns,
                                const std::vector<std::string>& addresses) const;
  std::vector<ServiceTarget> Of(const Workload& workload) const;

 private:
  const Mesh& mesh_;
  std::unordered_map<std::string, std::vector<ServiceTarget>> by_address_;
};

}  // namespace meshctl::mesh
