// SPDX-License-Identifier: Apache-2.0
// istiod knows a sidecar's services by the sidecar's Pod (selectors) and by its addresses (endpoints written
// by hand). Services of other namespaces never count, whatever addresses they list.
#include "mesh/service_targets.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

namespace meshctl::mesh {
namespace {

/// Whether the endpoints of a service are written down rather than selected.
bool HasWrittenEndpoints(const Service& service) {
  if (service.resolution == Resolution::kAlias) return false;
  return service.entry ? !service.entry->workload_selector : service.kubernetes->selector.empty();
}

bool Before(const ServiceTarget& a, const ServiceTarget& b) {
  return std::tuple(model::CreationOrder(*a.service->object), std::string_view(a.service->hostname)) <
         std::tuple(model::CreationOrder(*b.service->object), std::string_view(b.service->hostname));
}

}  // namespace

ServiceTargets::ServiceTargets(const Mesh& mesh) : mesh_(mesh) {
  for (const Service& service : mesh.services().all()) {
    if (!HasWrittenEndpoints(service)) continue;
    for (const ServicePort& port : service.ports) {
      for (const Endpoint& endpoint : mesh.EndpointsOf(service, port)) {
        by_address_[endpoint.address].push_back({&service, &port, endpoint.port});
      }
    }
  }
}

std::vector<ServiceTarget> ServiceTargets::Of(const Workload* workload, std::string_view ns,
                                              const std::vector<std::string>& addresses) const {
  std::vector<ServiceTarget> targets;
  if (workload) {
    for (const Service* service : mesh_.ServicesOf(*workload)) {
      for (const ServicePort& port : service->ports) {
        if (const std::optional<std::uint32_t> target = TargetPortOf(port, *workload))
          targets.push_back({service, &port, *target});
      }
    }
  }
  for (const std::string& address : addresses) {
    const auto written = by_address_.find(address);
    if (written == by_address_.end()) continue;
    std::ranges::copy_if(written->second, std::back_inserter(targets),
                         [&](const ServiceTarget& target) { return target.service->ns == ns; });
  }
  std::ranges::stable_sort(targets, Before);
  return targets;
}

std::vector<ServiceTarget> ServiceTargets::Of(const Workload& workload) const {
  std::vector<std::string> addresses = workload.pod_ips;
  if (workload.entry) addresses.emplace_back(*workload.entry->endpoint.address);
  std::erase(addresses, std::string());
  return Of(&workload, workload.ns, addresses);
}

}  // namespace meshctl::mesh
