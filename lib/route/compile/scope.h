// SPDX-License-Identifier: Apache-2.0
// What one proxy sees of the mesh.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/mesh.h"
#include "route/compile/imports.h"
#include "route/compile/rules.h"
#include "route/domain_index.h"
#include "route/proxy.h"

namespace meshctl::route {

/// The services and VirtualServices that requests to one set of ports may use: an egress listener of a
/// Sidecar, or everything where there is none.
struct Egress {
  /// The port the listener is for; nothing: all ports that no other listener names. 0: a Unix socket.
  std::optional<std::uint32_t> port;
  mesh::Protocol protocol = mesh::Protocol::kAuto;  ///< of `port`
  std::string port_name;
  /// The address listened on: an IP, `unix:///path`; empty: the services' own addresses.
  std::string bind;
  /// All services of a host have one namespace; in Istio's order.
  std::vector<const mesh::Service*> services;
  std::vector<const model::VirtualService*> virtual_services;
  /// ExternalName hosts that stand for a service, by the service's host.
  std::unordered_map<std::string_view, std::vector<std::string_view>> aliases;
  source::Span span;

  /// Whether requests name their host and port themselves, whatever port was dialled.
  bool is_http_proxy() const { return port && protocol == mesh::Protocol::kHttpProxy; }
};

/// What becomes of connections to hosts that are not known.
struct OutboundPolicy {
  mesh::OutboundPolicy mode = mesh::OutboundPolicy::kAllowAny;
  const model::Destination* egress_proxy = nullptr;  ///< takes them instead of the address dialled
  source::Span span;                                 ///< nowhere: the mesh's own
};

/// Of `candidates`, in order, those that are imported; all of one host in one namespace.
std::vector<const mesh::Service*> SelectImported(const std::vector<const mesh::Service*>& candidates,
                                                 const Imports& imports, std::string_view own_ns);

class Scope {
 public:
  /// `mesh` and `proxy` must outlive the scope; `rules` is used here only.
  Scope(const mesh::Mesh& mesh, const Proxy& proxy, RuleBook& rules)
      : Scope(mesh, mesh.services(), proxy, rules) {}
  /// The same with other services than the mesh's own.
  Scope(const mesh::Mesh& mesh, const mesh::ServiceDirectory& services, const Proxy& proxy, RuleBook& rules);

  /// Listeners with a port first. Empty for gateways, which have no egress.
  const std::vector<Egress>& egress() const { return egress_; }
  /// The listener whose services and rules requests to a port use, or null when there is none. Port 0 means
  /// the Unix socket `bind`.
  const Egress* EgressFor(std::uint32_t port, std::string_view bind = {}) const;
  /// The Sidecar in force, or null.
  const model::Sidecar* sidecar() const { return sidecar_; }
  OutboundPolicy outbound_policy() const;

  /// The service meant by a host, or null when the proxy knows no such host.
  const mesh::Service* Find(std::string_view host) const;
  /// Every service that the proxy has clusters for, one for each host.
  const std::vector<const mesh::Service*>& services() const { return services_; }

 private:
  void AddListener(const model::EgressListener* listener);
  std::vector<const mesh::Service*> Imported(const Imports& imports, Egress& egress);
  void AddDestinations(const model::VirtualService& service, const Egress& egress, RuleBook& rules);
  void AddReferenced(std::string_view host, const std::vector<std::uint32_t>& ports, const Egress& egress);
  const mesh::Service* BestVisible(std::string_view host) const;
  /// The service with only those of its ports; null when it has none of them.
  const mesh::Service* Reduced(const mesh::Service& service, const std::vector<std::uint32_t>& ports);
  void Merge(const mesh::Service& service);

  const mesh::Mesh& mesh_;
  const mesh::ServiceDirectory& directory_;
  const Proxy& proxy_;
  const model::Sidecar* sidecar_ = nullptr;
  std::vector<Egress> egress_;
  std::vector<const mesh::Service*> services_;
  std::unordered_map<std::string_view, std::size_t> places_;  // in services_, by host
  std::deque<mesh::Service> copies_;                          // with other ports than in the directory
};

}  // namespace meshctl::route
