// SPDX-License-Identifier: Apache-2.0
// Where requests to a service port arrive.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/services.h"
#include "mesh/workloads.h"
#include "model/endpoint_slice.h"

namespace meshctl::mesh {

/// One Pod, one WorkloadEntry or one address of a ServiceEntry or an EndpointSlice.
struct Endpoint {
  std::string name;     ///< the Pod, the WorkloadEntry, or the address
  std::string address;  ///< IP, DNS name or `unix:///path`; empty for Pods that are not running anywhere
  std::uint32_t port = 0;
  const model::Labels* labels = nullptr;  ///< never null
  const Workload* workload = nullptr;     ///< null for an address of which no more is known
  bool injected = false;                  ///< whether a sidecar stands before it, so that it takes mTLS
  bool ready = true;                      ///< proxies are told of those that are not, and send them nothing
  std::int64_t weight = 1;
  std::string locality;  ///< `region/zone/subzone`; empty when not known
  source::Span span;     ///< where it is written
};

/// The endpoints of all services of a mesh. A Kubernetes Service has those of its EndpointSlices, else of its
/// Endpoints object, else (files of a cluster to come) the Pods its selector finds; WorkloadEntries that it
/// selects stand beside them. Services of one host and namespace share what they have, by the name of the
/// port.
class EndpointDirectory {
 public:
  EndpointDirectory() = default;
  /// All but `slices` must outlive the directory. `nodes` are Kubernetes' Nodes, which know where Pods are.
  EndpointDirectory(const ServiceDirectory& services, const Workloads& workloads,
                    std::span<const model::Object* const> nodes, std::deque<model::EndpointSlice> slices);

  /// The endpoints of a port, in order of workload and Pod. A named target port that a Pod does not have
  /// leaves the Pod out. DNS services without endpoints have their own host as the only one. What is about to
  /// end is left out, what is not ready is not.
  std::vector<Endpoint> Of(const Service& service, const ServicePort& port) const;

 private:
  using Slices = std::vector<const model::EndpointSlice*>;
  /// A Pod of a workload, by its place in Workload::pod_names.
  struct PodRef {
    const Workload* workload = nullptr;
    std::size_t number = 0;
  };

  void IndexSlices();
  void IndexPods();
  const Slices* SlicesOf(const Service& service) const;
  const PodRef* FindPod(std::string_view ns, const model::SliceEndpoint& endpoint,
                        std::string_view address) const;
  std::string LocalityOf(const Workload& workload, std::size_t pod) const;
  std::string LocalityOnNode(std::string_view node) const;

  void AddOwn(const Service& service, const ServicePort& port, std::vector<Endpoint>& endpoints) const;
  void AddSlice(const Service& service, const ServicePort& port, const model::EndpointSlice& slice,
                std::vector<Endpoint>& endpoints) const;
  void AddPods(const Workload& workload, const ServicePort& port, std::vector<Endpoint>& endpoints) const;
  void AddEntry(const Workload& workload, const Service& service, const ServicePort& port,
                std::vector<Endpoint>& endpoints) const;

  const ServiceDirectory* services_ = nullptr;
  const Workloads* workloads_ = nullptr;
  std::deque<model::EndpointSlice> slices_;
  std::unordered_map<std::string, Slices> by_service_;  // `namespace/name`
  std::unordered_map<std::string, PodRef> by_pod_;      // `namespace/name` and `namespace//address`
  std::unordered_map<std::string_view, std::string> locality_of_node_;
};

/// The port of a workload that a service port leads to; nothing when no container has a port of that name.
std::optional<std::uint32_t> TargetPortOf(const ServicePort& port, const Workload& workload);

/// The workloads that a service selects: Pods of its namespace and WorkloadEntries; none without a selector.
std::vector<const Workload*> WorkloadsOf(const Service& service, const Workloads& workloads);

}  // namespace meshctl::mesh
