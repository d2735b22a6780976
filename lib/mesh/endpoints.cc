// SPDX-License-Identifier: Apache-2.0
// Finds where a service port ends: Pods behind a Kubernetes Service, addresses and workloads behind a
// ServiceEntry.
#include "mesh/endpoints.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "mesh/host.h"

namespace meshctl::mesh {
namespace {

const model::Labels kNoLabels;

/// `security.istio.io/tlsMode`, which injection sets on Pods, says it; without it `otherwise` does.
bool TakesMtls(const model::Labels& labels, bool otherwise) {
  const yaml::Entry* mode = labels.Find("security.istio.io/tlsMode");
  return mode ? mode->value.text() == "istio" : otherwise;
}

/// The number behind the target port in these Pods; nothing when no container has a port of that name.
std::optional<std::uint32_t> TargetNumber(const ServicePort& port, const model::PodTemplate& pod) {
  if (port.target_name.empty()) return port.target_number;
  std::string_view transport = port.protocol == Protocol::kUdp ? "UDP" : "TCP";
  for (const auto* containers : {&pod.containers, &pod.init_containers}) {
    for (const model::Container& container : *containers) {
      for (const model::ContainerPort& candidate : container.ports) {
        bool same_transport = (candidate.protocol->empty() ? "TCP" : *candidate.protocol) == transport;
        if (*candidate.name == port.target_name && same_transport && *candidate.number) {
          return static_cast<std::uint32_t>(**candidate.number);
        }
      }
    }
  }
  return std::nullopt;
}

void AddPods(const Workload& workload, const ServicePort& port, std::vector<Endpoint>& endpoints) {
  auto number = TargetNumber(port, workload.pods->pod);
  if (!number) return;
  for (std::size_t pod = 0; pod < workload.pod_names.size(); ++pod) {
    endpoints.push_back({.name = workload.pod_names[pod],
                         .address = workload.pod_ips[pod],
                         .port = *number,
                         .labels = workload.labels,
                         .workload = &workload,
                         .injected = TakesMtls(*workload.labels, workload.injected),
                         .weight = 1,
                         .locality = {}});
  }
}

/// Where an endpoint that is no Pod listens: what it says itself about a port of that name comes first.
std::uint32_t EntryPort(const model::EntryEndpoint& endpoint, const ServicePort& port) {
  if (endpoint.address->starts_with("unix://")) return 0;
  for (const model::NamedPort& own : endpoint.ports) {
    if (*own.name == port.name && *own.number) return static_cast<std::uint32_t>(**own.number);
  }
  return port.target_number;
}

Endpoint FromEntry(const model::EntryEndpoint& entry, const model::Labels& labels, const ServicePort& port) {
  return {.name = std::string(*entry.address),
          .address = std::string(*entry.address),
          .port = EntryPort(entry, port),
          .labels = &labels,
          .workload = nullptr,
          .injected = TakesMtls(labels, !entry.service_account->empty()),
          .weight = std::max<std::int64_t>(entry.weight->value_or(1), 1),
          .locality = *entry.locality};
}

bool IsDns(Resolution resolution) {
  return resolution == Resolution::kDns || resolution == Resolution::kDnsRoundRobin ||
         resolution == Resolution::kDynamicDns;
}

/// A proxy that gets addresses from Istio cannot look up names.
bool Reachable(std::string_view address, Resolution resolution) {
  return IsDns(resolution) || IsIpAddress(address) || address.starts_with("unix://");
}

void AddWorkload(const Workload& workload, const Service& service, const ServicePort& port,
                 std::vector<Endpoint>& endpoints) {
  if (workload.pods) return AddPods(workload, port, endpoints);
  const model::EntryEndpoint& entry = workload.entry->endpoint;
  if (!Reachable(*entry.address, service.resolution)) return;
  Endpoint& endpoint = endpoints.emplace_back(FromEntry(entry, *workload.labels, port));
  endpoint.name = workload.name;
  endpoint.workload = &workload;
}

}  // namespace

std::optional<std::uint32_t> TargetPortOf(const ServicePort& port, const Workload& workload) {
  if (workload.pods) return TargetNumber(port, workload.pods->pod);
  return EntryPort(workload.entry->endpoint, port);
}

std::vector<const Workload*> WorkloadsOf(const Service& service, const Workloads& workloads) {
  if (service.entry) {
    const auto& selector = service.entry->workload_selector;
    if (!selector) return {};
    return workloads.Matching(service.ns, *selector);
  }
  // Kubernetes: a Service without a selector has its endpoints made by hand.
  if (service.kubernetes->selector.empty() || service.resolution == Resolution::kAlias) return {};
  return workloads.Matching(service.ns, service.kubernetes->selector);
}

std::vector<Endpoint> EndpointsOf(const Service& service, const ServicePort& port,
                                  const Workloads& workloads) {
  std::vector<Endpoint> endpoints;
  for (const Workload* workload : WorkloadsOf(service, workloads)) {
    AddWorkload(*workload, service, port, endpoints);
  }
  if (!service.entry || service.entry->workload_selector) return endpoints;
  for (const model::EntryEndpoint& entry : service.entry->endpoints) {
    endpoints.push_back(FromEntry(entry, entry.labels, port));
  }
  if (endpoints.empty() && IsDns(service.resolution)) {
    endpoints.push_back({.name = service.hostname,
                         .address = service.hostname,
                         .port = port.target_number,
                         .labels = &kNoLabels,
                         .workload = nullptr,
                         .injected = false,
                         .weight = 1,
                         .locality = {}});
  }
  return endpoints;
}

}  // namespace meshctl::mesh
