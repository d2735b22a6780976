// SPDX-License-Identifier: Apache-2.0
// Policies are enforced where a request arrives: in gateways, in the sidecar, waypoint or ztunnel in front of
// the workload; never by the sidecar that sends it. Each of them sees another request: other identities,
// ports, tokens.
#include "simulate/guards.h"

#include <fmt/format.h>

#include <algorithm>

#include "mesh/protocol.h"
#include "route/compile.h"
#include "route/decide.h"

namespace meshctl::simulate {
namespace {

std::string FullName(const mesh::Workload& workload) {
  return fmt::format("{}/{}", workload.ns, workload.name);
}

/// The address of a workload with one Pod; of several nobody knows which one sends.
std::string AddressOf(const mesh::Workload* workload) {
  return workload && workload->pod_ips.size() == 1 ? workload->pod_ips.front() : std::string();
}

/// The client the request began with, as a sidecar finds it out: the last one that a proxy has noted.
std::string RemoteAddress(const http::Request& request) {
  std::string_view forwarded = request.header("x-forwarded-for").value_or("");
  forwarded.remove_prefix(std::min(forwarded.find_last_of(", ") + 1, forwarded.size()));
  return forwarded.empty() ? request.source_address : std::string(forwarded);
}

/// A gateway trusts as many proxies in front of it as it is told, and takes what the first of them has noted.
std::string RemoteAddressAtGateway(const http::Request& request, std::int64_t trusted_proxies) {
  std::string_view forwarded = request.header("x-forwarded-for").value_or("");
  for (std::int64_t hop = 1; hop <= trusted_proxies && !forwarded.empty(); ++hop) {
    const std::size_t comma = forwarded.rfind(',');
    std::string_view address = comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1);
    if (hop == trusted_proxies) {
      address.remove_prefix(std::min(address.find_first_not_of(' '), address.size()));
      return std::string(address);
    }
    forwarded = comma == std::string_view::npos ? std::string_view() : forwarded.substr(0, comma);
  }
  return request.source_address;
}

/// Takes the outcome from what the policies say.
void Conclude(access::Layer layer, Guard& guard) {
  using Ruling = access::Verdict::Ruling;
  guard.reason = guard.verdict.reason;
  guard.span = guard.verdict.span;
  switch (guard.verdict.ruling) {
    case Ruling::kAllowed:
      guard.outcome = Guard::Outcome::kPasses;
      break;
    case Ruling::kUnknown:
      guard.outcome = Guard::Outcome::kUnknown;
      break;
    case Ruling::kDenied:
      guard.outcome = layer == access::Layer::kHttp ? Guard::Outcome::kForbidden : Guard::Outcome::kRefused;
      break;
  }
}

Guard Refused(Guard::Kind kind, std::string name, const mesh::Transport& transport) {
  Guard guard{.kind = kind, .name = std::move(name), .outcome = Guard::Outcome::kRefused};
  guard.reason = transport.refusal;
  guard.span = transport.server.span ? transport.server.span : transport.client.span;
  return guard;
}

Guard::Kind KindOf(mesh::DataPlane plane) {
  switch (plane) {
    case mesh::DataPlane::kSidecar:
      return Guard::Kind::kSidecar;
    case mesh::DataPlane::kZtunnel:
      return Guard::Kind::kZtunnel;
    case mesh::DataPlane::kNone:
      break;
  }
  return Guard::Kind::kNobody;
}

}  // namespace

const Guards::Rules& Guards::RulesOf(std::string name, const access::Enforcer& enforcer,
                                     access::Layer layer) {
  const auto [place, inserted] = rules_.try_emplace({std::move(name), layer}, nullptr);
  if (inserted) {
    place->second = std::make_unique<const Rules>(
        Rules{access::Policies(index_, enforcer, layer), access::Authentications(index_, enforcer)});
  }
  return *place->second;
}

void Guards::Judge(const Rules& rules, access::Layer layer, http::Request& request, Guard& guard) {
  if (layer == access::Layer::kHttp) {
    guard.authentication = rules.authentications.Authenticate(request);
    if (guard.authentication.outcome == access::Authentication::Outcome::kRefused) {
      guard.outcome =
          guard.authentication.status == 401 ? Guard::Outcome::kUnauthenticated : Guard::Outcome::kForbidden;
      guard.reason = guard.authentication.reason;
      guard.span = guard.authentication.span;
      return;
    }
    request = access::Authentications::After(std::move(request), guard.authentication);
  }
  guard.verdict = rules.policies.Judge(request);
  Conclude(layer, guard);
}

Guard Guards::AtGateway(const route::Proxy& gateway, access::Layer layer, http::Request& request) {
  Guard guard{.kind = Guard::Kind::kGateway, .name = fmt::format("{}/{}", gateway.workload_ns, gateway.name)};
  request.remote_address = RemoteAddressAtGateway(request, mesh_.config().trusted_proxies);
  const access::Enforcer enforcer{.ns = gateway.workload_ns, .labels = &gateway.labels};
  Judge(RulesOf("gateway:" + guard.name, enforcer, layer), layer, request, guard);
  return guard;
}

Guard Guards::AtSidecar(const mesh::Workload& server, access::Layer layer, http::Request& request) {
  Guard guard{.kind = Guard::Kind::kSidecar, .name = FullName(server)};
  const access::Enforcer enforcer{.ns = server.ns, .labels = server.labels};
  Judge(RulesOf("sidecar:" + guard.name, enforcer, layer), layer, request, guard);
  return guard;
}

Guard Guards::AtZtunnel(const mesh::Workload& server, http::Request& request) {
  Guard guard{.kind = Guard::Kind::kZtunnel, .name = FullName(server)};
  const access::Enforcer enforcer{.ns = server.ns, .labels = server.labels};
  Judge(RulesOf("ztunnel:" + guard.name, enforcer, access::Layer::kZtunnel), access::Layer::kZtunnel, request,
        guard);
  return guard;
}

Guard Guards::AtWaypoint(const mesh::Waypoint& waypoint, const mesh::Service* service, access::Layer layer,
                         http::Request& request) {
  static const model::Labels kNone;
  Guard guard{.kind = Guard::Kind::kWaypoint, .name = fmt::format("{}/{}", waypoint.ns, waypoint.name)};
  access::Enforcer enforcer{.ns = waypoint.ns, .labels = &kNone, .gateway = waypoint.name, .waypoint = true};
  std::string name = "waypoint:" + guard.name;
  if (service) {
    enforcer.service = {.ns = service->ns,
                        .name = *service->object->name,
                        .entry = service->object->Is(model::kNetworking, "ServiceEntry")};
    name += fmt::format(":{}:{}", service->ns, service->hostname);
  }
  Judge(RulesOf(std::move(name), enforcer, layer), layer, request, guard);
  request.principal =
      fmt::format("spiffe://{}/ns/{}/sa/{}", mesh_.config().trust_domain, waypoint.ns, waypoint.name);
  request.source_address.clear();
  return guard;
}

const route::RouteTable& Guards::InboundOf(const mesh::Workload& server) {
  const auto found = inbound_.find(&server);
  if (found != inbound_.end()) return found->second;
  return inbound_.emplace(&server, route::CompileInbound(mesh_, route::SidecarOf(server))).first->second;
}

access::Layer Guards::LayerAt(Guard::Kind receiver, const mesh::Workload& server,
                              const http::Request& request) {
  if (request.protocol == http::Protocol::kTcp) return access::Layer::kTcp;
  if (receiver == Guard::Kind::kSidecar) {
    const route::Decision decision = route::DecideInbound(InboundOf(server), request);
    return decision.chain && !decision.chain->http ? access::Layer::kTcp : access::Layer::kHttp;
  }
  // A waypoint has nothing but the service's word.
  for (const mesh::ServiceTarget& target : transports_.targets().Of(server)) {
    if (target.target_port == request.port)
      return mesh::IsTcp(target.port->protocol) ? access::Layer::kTcp : access::Layer::kHttp;
  }
  return access::Layer::kHttp;
}

Arrival Guards::At(const Sender& sender, const mesh::Transport& transport, const mesh::Service* service,
                   const mesh::Workload& server, std::uint16_t port, http::Request request) {
  Arrival arrival{.workload = &server, .port = port};
  const Guard::Kind kind = KindOf(transport.server_plane.kind);
  if (!transport.works()) {
    arrival.guards.push_back(Refused(kind, FullName(server), transport));
    return arrival;
  }
  const bool identified = transport.wire == mesh::Wire::kMeshMtls || transport.wire == mesh::Wire::kHbone;
  request.tls = transport.wire == mesh::Wire::kPlaintext ? http::Tls::kPlaintext
                : transport.wire == mesh::Wire::kTls     ? http::Tls::kTls
                                                         : http::Tls::kMutual;
  request.sni = transport.sni;
  request.principal = identified ? sender.principal : std::string();
  request.claims = nullptr;
  // A gateway has noted where the request came from; a sidecar that sends notes nothing.
  const std::string before = request.source_address;
  request.source_address = sender.address;
  request.remote_address = sender.gateway ? before : RemoteAddress(request);
  request.port = port;
  request.address = AddressOf(&server);
  arrival.principal = request.principal;
  const access::Layer layer = LayerAt(kind, server, request);
  if (kind == Guard::Kind::kZtunnel && transport.waypoint && transport.waypoint->gateway) {
    arrival.guards.push_back(AtWaypoint(*transport.waypoint, service, layer, request));
    if (!arrival.guards.back().passes()) return arrival;
  }
  if (kind == Guard::Kind::kSidecar) arrival.guards.push_back(AtSidecar(server, layer, request));
  if (kind == Guard::Kind::kZtunnel) arrival.guards.push_back(AtZtunnel(server, request));
  return arrival;
}

Sender Guards::SenderOf(const route::Proxy& proxy) const {
  return {.principal = proxy.workload ? mesh::IdentityOf(*proxy.workload, mesh_.config()) : std::string(),
          .address = AddressOf(proxy.workload),
          .gateway = proxy.kind == route::Proxy::Kind::kGateway};
}

}  // namespace meshctl::simulate
