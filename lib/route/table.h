// SPDX-License-Identifier: Apache-2.0
// What istiod would send to one proxy, compiled: listeners, filter chains, route configurations, virtual
// hosts, routes, clusters. Built once by `Compile` and then only read, by as many threads as there are.
//
// Names are Envoy's, as people see them in config dumps.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/transport.h"
#include "route/action.h"
#include "route/caveats.h"
#include "route/domain_index.h"
#include "route/match.h"
#include "route/path_index.h"
#include "route/proxy.h"
#include "route/traffic_policy.h"
#include "source/source_file.h"

namespace meshctl::route {

/// One address that answers for a cluster.
struct Endpoint {
  std::string address;  ///< IP or host name; empty for a replica that exists only in a manifest
  std::uint16_t port = 0;
  std::string pod;  ///< `shop/reviews-v1-0`; empty for an address written into a ServiceEntry
  /// Its part of all requests while every endpoint is well; 0 for those that only step in for others.
  std::uint64_t weight = 1;
  std::uint32_t priority = 0;  ///< endpoints of the next one get requests when those before are not well
  std::string locality;        ///< `region/zone/subzone`; empty: not known
  bool ready = true;           ///< the proxy knows of those that are not, and sends them nothing
  const mesh::Workload* workload = nullptr;  ///< what runs there, where known
  /// How bytes get there; null where no proxy of the mesh knows (passthrough).
  std::shared_ptr<const mesh::Transport> transport;
  source::Span span;
};

/// A destination as Envoy knows it.
struct Cluster {
  /// Why a request sent here is answered 503 by the proxy itself, if it is.
  enum class State : std::uint8_t {
    kReady,
    kUnknownHost,
    kUnknownPort,
    kUnknownSubset,
    kNoEndpoints,
    kRefused
  };
  enum class Kind : std::uint8_t {
    kEndpoints,    ///< EDS: the endpoints below
    kDns,          ///< resolves a name
    kOriginalDst,  ///< goes where the client dialled
    kBlackHole,
  };

  std::string name;  ///< `outbound|80|v1|reviews.shop.svc.cluster.local`
  std::string host;
  std::uint32_t port = 0;
  std::string subset;
  State state = State::kReady;
  std::string refusal;  ///< kRefused: why Gateway API lets nobody send here
  Kind kind = Kind::kEndpoints;
  std::string load_balancer = "LEAST_REQUEST";  ///< for people: "RING_HASH by header `x-user`"
  TrafficPolicy policy;
  /// What the client does about every endpoint; nothing for clusters that are no port of a service.
  std::optional<mesh::Sending> sending;
  std::vector<Endpoint> endpoints;
  /// kOriginalDst: takes the place of the port that the client dialled; 0: that one stays.
  std::uint32_t port_override = 0;
  std::vector<std::string> received_for;  ///< inbound: the hosts whose requests arrive here, oldest first
  source::Span service;                   ///< where the host is defined
  source::Span destination_rule;          ///< the rule in force for this proxy
  std::string destination_rule_name;
  source::Span subset_span;
};

/// The object and the part of it that a route was made from.
struct Origin {
  std::string object;  ///< `VirtualService shop/reviews`
  std::string field;   ///< `spec.http[1].match[0]`, `spec.tcp[0]`
  source::Span rule;   ///< the http, tls or tcp entry
  source::Span match;  ///< the match in it; nowhere when the entry has none
};

struct Route {
  std::string name;
  std::string stat_prefix;  ///< of the route's own statistics; empty: there are none
  RouteMatch match;
  std::shared_ptr<const Action> action;
  Origin origin;
};

/// Something written that this proxy does not get, and the one reason why.
struct Omission {
  Origin origin;
  std::string reason;
};

struct VirtualHost {
  std::string name;
  std::vector<std::string> domains;
  std::vector<const Route*> routes;        ///< in the order they are tried
  std::optional<PathIndex> paths;          ///< of `routes`, where they are many
  std::vector<const Omission*> omissions;  ///< rules for this host that make no route here
  bool require_tls = false;                ///< plaintext requests are answered by 301 to https
  source::Span span;                       ///< the VirtualService host or the Service that made it
  std::string source;                      ///< `VirtualService shop/reviews`, `Service shop/cart`
};

struct RouteConfig {
  std::string name;
  std::vector<VirtualHost> hosts;
  DomainIndex domains;  ///< to indexes into `hosts`
  /// Whether the virtual host is looked up without the port of the Host header.
  bool ignore_port = true;
};

/// An address range. The address is kept in 16 bytes, IPv4 mapped into IPv6.
struct Cidr {
  std::array<std::uint8_t, 16> address{};
  std::uint8_t bits = 128;
};

struct FilterChain {
  enum class Transport : std::uint8_t { kAny, kPlaintext, kTls };
  /// Who must show which certificate after the chain has accepted the connection.
  enum class Termination : std::uint8_t {
    kNone,      ///< bytes stay as they are
    kServer,    ///< TLS ends here; a client certificate is not asked for or is not the mesh's
    kMeshMtls,  ///< TLS ends here; the client must show a workload certificate
  };

  std::string name;
  std::uint16_t port = 0;  ///< the port dialled; 0: any
  std::vector<Cidr> destinations;
  std::vector<std::string> server_names;
  Transport transport = Transport::kAny;
  std::vector<std::string> alpns;
  Termination termination = Termination::kNone;
  /// Where TLS ends: the name under which the proxy fetches its certificate (`default` is the workload's
  /// own), and whether the client must show one too.
  std::string secret;
  bool asks_client_certificate = false;
  /// Inbound: the mode that makes the chain what it is.
  mesh::MtlsDecision mtls;
  /// HTTP: the route configuration; null for TCP.
  const RouteConfig* http = nullptr;
  /// TCP: where the bytes go, and what says so.
  std::vector<Destination> tcp;
  Origin origin;
  std::string owner;                       ///< `Gateway shop/main`, `Service shop/db`
  source::Span span;                       ///< the Gateway's server, the Service's port
  std::string server;                      ///< `80/HTTP http`, for people
  std::vector<const Omission*> omissions;  ///< rules for these connections that make no chain here
};

struct Listener {
  std::string name;  ///< `0.0.0.0_80`, `virtualOutbound`
  std::string address;
  std::uint16_t port = 0;  ///< 0: every port that nobody else listens on
  std::vector<FilterChain> chains;
  std::optional<FilterChain> fallback;
  bool inspects_tls = false;
  bool inspects_http = false;
  /// Which first bytes are looked at on single ports; the two above are for all others.
  struct Inspection {
    bool tls = false;
    bool http = false;
  };
  std::map<std::uint16_t, Inspection> inspections;
  bool inbound = false;                    ///< for what arrives for the workload
  std::vector<const Omission*> omissions;  ///< what lost this address and port to something else
};

struct RouteTable {
  Proxy proxy;
  std::vector<Listener> listeners;
  /// The proxy as a client of the mesh; never null.
  std::unique_ptr<const mesh::Client> client;
  std::deque<RouteConfig> configs;
  std::deque<Route> routes;
  std::deque<Cluster> clusters;
  std::deque<Omission> omissions;
  std::vector<Caveat> caveats;
  /// Port of the gateway's Services → port of its pods. Empty when no Service is known, and for sidecars.
  std::map<std::uint16_t, std::uint16_t> target_ports;

  RouteTable() = default;
  RouteTable(RouteTable&&) noexcept = default;
  RouteTable& operator=(RouteTable&&) noexcept = default;

  /// The listener for a connection: address and port, else any address, else the sidecar's catch-all.
  const Listener* FindListener(std::string_view address, std::uint16_t port) const;
  /// The listener for a connection that arrives for the workload, or null for gateways.
  const Listener* FindInboundListener(std::uint16_t port) const;
  const RouteConfig* FindConfig(std::string_view name) const;
  /// Where a connection arrives that a client of the proxy has dialled.
  std::uint16_t TargetOf(std::uint16_t dialled) const;
  /// What clients dial to reach a listener: the port of a Service, or the listener's own.
  std::uint16_t DialledFor(std::uint16_t listener) const;
  /// Has to be called once after `listeners` is complete.
  void IndexListeners();

 private:
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> by_address_;
  std::unordered_map<std::uint16_t, std::uint32_t> by_port_;
  std::optional<std::uint32_t> catch_all_;
  std::unordered_map<std::uint16_t, std::uint32_t> inbound_by_port_;
  std::optional<std::uint32_t> inbound_catch_all_;
};

}  // namespace meshctl::route
