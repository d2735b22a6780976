// SPDX-License-Identifier: Apache-2.0
// From a destination to a cluster: its port, its DestinationRule, its subset, its endpoints.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "mesh/locality.h"
#include "mesh/mesh.h"
#include "mesh/transport.h"
#include "model/virtual_service.h"
#include "route/compile/scope.h"
#include "route/table.h"

namespace meshctl::route {

/// Makes each cluster once. Clusters live in the table.
class Clusters {
 public:
  Clusters(const mesh::Mesh& mesh, const Scope& scope, RouteTable& table);

  const mesh::Mesh& mesh() const { return mesh_; }

  /// The cluster of a destination in full; `host` is complete.
  const Cluster* Get(std::string_view host, std::uint32_t port, std::string_view subset);

  /// The cluster that `destination`, written in namespace `ns` and reached through `listen_port`, means.
  /// Sidecars take the listen port where none is written, gateways the service's port if it has only one.
  const Cluster* Get(const model::Destination& destination, std::string_view ns, std::uint32_t listen_port);

  /// The same for connections, of which proxies of both kinds know the whole service.
  const Cluster* GetForConnection(const model::Destination& destination, std::string_view ns,
                                  std::uint32_t listen_port);

  /// The clusters that a gateway of several networks passes mTLS through to, named as the server names they
  /// are chosen by: `outbound_.80_.v1_.host`; that of the whole port, then one for each subset.
  std::vector<const Cluster*> ForServerNames(const mesh::Service& service, std::uint32_t port);

  /// `PassthroughCluster`, `BlackHoleCluster` and `AllowAnyDynamicDNSCluster`.
  const Cluster* Passthrough();
  const Cluster* BlackHole();
  /// `InboundPassthroughCluster`.
  const Cluster* InboundPassthrough();

  /// The hash that the default route to a port of `service` makes; null: none.
  std::shared_ptr<const HashKey> HashOf(const mesh::Service& service, std::uint32_t port) const;
  /// The hash that a route to `destination`, written in namespace `ns`, makes; null: none.
  std::shared_ptr<const HashKey> HashOf(const model::Destination& destination, std::string_view ns) const;

  mesh::Transports& transports() { return transports_; }
  const Cluster* DynamicDns();

 private:
  const mesh::Service* Find(std::string_view host, std::string_view ns) const;
  void Fill(Cluster& cluster, const mesh::Service& service);
  void FillEndpoints(Cluster& cluster, const mesh::Service& service, std::vector<mesh::Endpoint> endpoints,
                     const mesh::EffectivePolicy& policy);
  const mesh::MergedRule* RuleFor(const mesh::Service& service) const;
  /// The cluster of a destination without a host, which does not exist.
  const Cluster* Refused(std::string_view reason);
  const Cluster* Named(std::string name, std::string_view host, std::uint32_t port, std::string_view subset);
  const Cluster* Special(std::string_view name, Cluster::Kind kind);

  const mesh::Mesh& mesh_;
  const Scope& scope_;
  RouteTable& table_;
  mesh::Locality locality_;  // of the proxy
  mesh::Transports transports_;
  std::unordered_map<std::string, const Cluster*, TextHash, std::equal_to<>> by_name_;
};

}  // namespace meshctl::route
