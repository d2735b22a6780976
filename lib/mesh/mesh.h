// SPDX-License-Identifier: Apache-2.0
// A mesh at one moment: every object with its meaning, indexed. Rules and routes see nothing else.
//
// A Mesh is built once and never changes; all answers are in an order that does not depend on the order of
// files. Building takes time in proportion to the number of objects, but for sorting.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mesh/config.h"
#include "mesh/derived.h"
#include "mesh/destination_rules.h"
#include "mesh/endpoints.h"
#include "mesh/services.h"
#include "mesh/workloads.h"
#include "model/destination_rule.h"
#include "model/gateway.h"
#include "model/manifests.h"
#include "model/security.h"
#include "model/service.h"
#include "model/service_entry.h"
#include "model/sidecar.h"
#include "model/virtual_service.h"
#include "model/workload.h"

namespace meshctl::mesh {

/// A Namespace object.
struct Namespace {
  const model::Object* object = nullptr;
  std::string_view name() const { return *object->name; }
  const model::Labels& labels() const { return object->labels; }
};

class Mesh {
 public:
  /// Of objects given twice the later one counts.
  explicit Mesh(model::Manifests manifests, MeshConfig config = {});
  /// With objects made of those in `manifests`: they are among gateways() and virtual_services(), by Istio's
  /// order, and nowhere else.
  Mesh(model::Manifests manifests, MeshConfig config, Derived derived);
  Mesh(Mesh&&) noexcept;
  Mesh& operator=(Mesh&&) noexcept;
  ~Mesh();

  const MeshConfig& config() const;
  const model::Manifests& manifests() const;

  /// Every object of a kind in any served version, those that count, in Istio's order.
  std::span<const model::Object* const> ObjectsOf(std::string_view group, std::string_view kind) const;

  /// What was written for a gateway or for the mesh and does not reach it.
  const std::vector<Unattached>& unattached() const;

  // Every object of a kind in Istio's order: oldest first, then by name, then by namespace.
  const std::deque<model::Gateway>& gateways() const;
  const std::deque<model::VirtualService>& virtual_services() const;
  const std::deque<model::DestinationRule>& destination_rules() const;
  const std::deque<model::ServiceEntry>& service_entries() const;
  const std::deque<model::WorkloadEntry>& workload_entries() const;
  const std::deque<model::Sidecar>& sidecars() const;
  const std::deque<model::PeerAuthentication>& peer_authentications() const;
  const std::deque<model::RequestAuthentication>& request_authentications() const;
  const std::deque<model::AuthorizationPolicy>& authorization_policies() const;
  const std::deque<model::Service>& kubernetes_services() const;
  const std::deque<model::Workload>& pod_workloads() const;
  const std::deque<Namespace>& namespaces() const;

  /// By identity; null when there is none.
  const Namespace* FindNamespace(std::string_view name) const;
  const model::Gateway* FindGateway(std::string_view ns, std::string_view name) const;
  const model::VirtualService* FindVirtualService(std::string_view ns, std::string_view name) const;

  const ServiceDirectory& services() const;
  const Workloads& workloads() const;
  const DestinationRules& destination_rules_by_host() const;

  /// Where requests to a port arrive; see EndpointDirectory.
  std::vector<Endpoint> EndpointsOf(const Service& service, const ServicePort& port) const;

  /// The services that send requests to a workload, in Istio's order.
  std::vector<const Service*> ServicesOf(const Workload& workload) const;

  /// The workloads that open a Gateway's servers: those in any namespace whose labels satisfy the selector,
  /// or those behind its services. A Gateway without either is opened by every workload that another Gateway
  /// selects.
  std::vector<const Workload*> WorkloadsOf(const model::Gateway& gateway) const;
  /// The Gateways that a workload opens, those that select by label first.
  std::vector<const model::Gateway*> GatewaysOf(const Workload& workload) const;

  /// The VirtualServices bound to a gateway (`namespace/name`, or `mesh`) that the namespace of a proxy sees,
  /// in the order in which they count: private ones, those exported by name, public ones; among public ones,
  /// and for `mesh` among all, those of Gateway API in the proxy's own namespace come first. Delegates
  /// (without hosts) are left out.
  std::vector<const model::VirtualService*> VirtualServicesFor(std::string_view gateway,
                                                               std::string_view proxy_ns) const;
  /// Who sees a VirtualService.
  const ExportTo& ExportOf(const model::VirtualService& service) const;

  /// The Sidecar of a workload: by selector, else the namespace's, else the root namespace's, else null.
  const model::Sidecar* SidecarOf(std::string_view ns, const model::Labels& labels) const;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

}  // namespace meshctl::mesh
