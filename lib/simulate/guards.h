// SPDX-License-Identifier: Apache-2.0
// Asks the proxies on a request's way for their policies.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "access/authentications.h"
#include "access/policies.h"
#include "http/request.h"
#include "mesh/mesh.h"
#include "mesh/transport.h"
#include "route/proxy.h"
#include "route/table.h"
#include "simulate/guard.h"

namespace meshctl::simulate {

/// Who sends a request to where it arrives.
struct Sender {
  std::string principal;  ///< of its certificate; empty: it has none, or nobody knows it
  std::string address;    ///< empty: nobody knows it
  bool gateway = false;
};

/// Compiles the policies of each proxy on its first use. `mesh` must outlive the value.
class Guards {
 public:
  explicit Guards(const mesh::Mesh& mesh) : mesh_(mesh), index_(mesh), transports_(mesh) {}

  /// What a gateway says about a request before it looks at its routes. `request` becomes what the routes
  /// see: with the claims of an accepted token.
  Guard AtGateway(const route::Proxy& gateway, access::Layer layer, http::Request& request);

  /// What happens to a request on its way to a port of `server`'s own. `transport` is how it gets there,
  /// `service` the one it was sent to (null: the workload was dialled), `request` what the sender sends;
  /// everything about its connection is worked out here.
  Arrival At(const Sender& sender, const mesh::Transport& transport, const mesh::Service* service,
             const mesh::Workload& server, std::uint16_t port, http::Request request);

  Sender SenderOf(const route::Proxy& proxy) const;
  mesh::Transports& transports() { return transports_; }
  const mesh::Transports& transports() const { return transports_; }

 private:
  struct Rules {
    access::Policies policies;
    access::Authentications authentications;
  };

  const Rules& RulesOf(std::string name, const access::Enforcer& enforcer, access::Layer layer);
  /// Fills in what `rules` say; `request` becomes what is behind them.
  static void Judge(const Rules& rules, access::Layer layer, http::Request& request, Guard& guard);
  Guard AtSidecar(const mesh::Workload& server, access::Layer layer, http::Request& request);
  Guard AtZtunnel(const mesh::Workload& server, http::Request& request);
  Guard AtWaypoint(const mesh::Waypoint& waypoint, const mesh::Service* service, access::Layer layer,
                   http::Request& request);
  /// Whether `receiver`, who stands before `server`, reads the request as HTTP.
  access::Layer LayerAt(Guard::Kind receiver, const mesh::Workload& server, const http::Request& request);
  const route::RouteTable& InboundOf(const mesh::Workload& server);

  const mesh::Mesh& mesh_;
  access::PolicyIndex index_;
  mesh::Transports transports_;
  std::map<std::pair<std::string, access::Layer>, std::unique_ptr<const Rules>> rules_;
  std::map<const mesh::Workload*, route::RouteTable> inbound_;
};

}  // namespace meshctl::simulate
