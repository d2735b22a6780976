// SPDX-License-Identifier: Apache-2.0
// One request, one proxy, one decision.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "route/table.h"

namespace meshctl::route {

enum class Outcome : std::uint8_t {
  kForwarded,       ///< to the destinations of the route, or of the chain for TCP
  kRedirected,      ///< the route answers with a redirect
  kAnswered,        ///< the route answers itself
  kPreflight,       ///< the route's CORS policy answers, with 200
  kHttpsRedirect,   ///< `httpsRedirect`: 301 to https
  kNoListener,      ///< nobody listens on the port
  kNoFilterChain,   ///< the connection fits no server: it is closed
  kTlsError,        ///< plaintext where TLS is spoken
  kMutualTlsError,  ///< the wrong kind of certificate
  kProtocolError,   ///< not HTTP where HTTP is spoken
  kNoVirtualHost,   ///< 404: the host is not known
  kNoRoute,         ///< 404: the host is known, no rule matches
};

/// Pointers into the table it was made from; null behind the step that ended the way.
struct Decision {
  Outcome outcome = Outcome::kNoListener;
  const Listener* listener = nullptr;
  const FilterChain* chain = nullptr;
  const RouteConfig* config = nullptr;
  const VirtualHost* host = nullptr;
  const Route* route = nullptr;

  /// Where the request goes: the route's destinations, the chain's, or none.
  const std::vector<Destination>& destinations() const;
  /// What the route, or the chain of a connection without HTTP, was made from; null when nothing took it.
  const Origin* origin() const;
};

/// What was tried and not taken, in order.
struct Trace {
  struct RejectedChain {
    const FilterChain* chain;
    /// What the chain asks for and the connection lacks: `server name`, `transport`…
    std::string_view criterion;
  };
  struct RejectedRoute {
    const Route* route;
    Mismatch mismatch;
  };
  std::vector<RejectedChain> chains;
  std::vector<RejectedRoute> routes;
  /// Routes behind the one taken: never looked at.
  std::vector<const Route*> behind;
};

/// Decides; allocates nothing unless `trace` is given. Safe to call from many threads on one table.
Decision Decide(const RouteTable& table, const http::Request& request, Trace* trace = nullptr);

/// Decides what a sidecar does with a connection that arrives for its workload; `request.port` is a port of
/// the workload. Gateways receive by `Decide`.
Decision DecideInbound(const RouteTable& table, const http::Request& request, Trace* trace = nullptr);

/// What is written and is not there for this decision: rules for the host, else for the connection and its
/// address, else, when not even a chain was found, everything that the table leaves out.
std::vector<const Omission*> OmissionsFor(const RouteTable& table, const Decision& decision);

/// The name of the host part that virtual hosts are looked up by.
std::string_view LookupHost(const RouteConfig& config, const http::Request& request);

/// `no-virtual-host`: stable, for programs.
std::string_view Name(Outcome outcome);

}  // namespace meshctl::route
