// SPDX-License-Identifier: Apache-2.0
// What one proxy sees of the mesh.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/mesh.h"
#include "route/domain_index.h"
#include "route/proxy.h"

namespace meshctl::route {

/// The services and VirtualServices that requests to one set of ports may use: an egress listener of a
/// Sidecar, or everything where there is none.
struct Egress {
  /// The port the listener is for; nothing: all ports that no other listener names.
  std::optional<std::uint32_t> port;
  /// One service for each host, in Istio's order.
  std::vector<const mesh::Service*> services;
  std::vector<const model::VirtualService*> virtual_services;
  source::Span span;
};

class Scope {
 public:
  /// `mesh` must outlive the scope.
  Scope(const mesh::Mesh& mesh, const Proxy& proxy);

  /// Listeners with a port first. Empty for gateways, which have no egress.
  const std::vector<Egress>& egress() const { return egress_; }
  /// The listener for a port, or null when requests to it are not configured at all.
  const Egress* EgressFor(std::uint32_t port) const;
  /// The Sidecar in force, or null.
  const model::Sidecar* sidecar() const { return sidecar_; }
  bool registry_only() const;

  /// The service meant by a host, or null when the proxy knows no such host.
  const mesh::Service* Find(std::string_view host) const;

 private:
  void AddEverything();
  void AddListener(const model::EgressListener& listener);
  void IndexServices();

  const mesh::Mesh& mesh_;
  const Proxy& proxy_;
  const model::Sidecar* sidecar_ = nullptr;
  std::vector<Egress> egress_;
  /// With a Sidecar: every host that is imported or that an imported VirtualService sends to.
  std::unordered_map<std::string, const mesh::Service*, TextHash, std::equal_to<>> known_;
};

}  // namespace meshctl::route
