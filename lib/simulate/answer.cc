// SPDX-License-Identifier: Apache-2.0
// Consequences: shares, what the destination sees, and one sentence that says what happens. All of this
// is made of a decision after the fact, so that deciding itself stays free of text.
#include "simulate/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/nearest.h"
#include "mesh/data_plane.h"
#include "route/rewrite.h"
#include "simulate/abort.h"
#include "simulate/arrivals.h"
#include "simulate/why_not.h"

namespace meshctl::simulate {
namespace {

std::vector<Target> TargetsOf(const route::Decision& decision) {
  const std::vector<route::Destination>& destinations = decision.destinations();
  std::uint64_t total = 0;
  for (const route::Destination& destination : destinations) total += destination.weight;
  std::vector<Target> targets;
  for (const route::Destination& destination : destinations) {
    Target& target = targets.emplace_back();
    target.destination = &destination;
    target.share = Share{}.Of(destination.weight, total);
    target.fault = FaultOf(*destination.cluster);
    const auto weight = [](const route::Endpoint& endpoint) -> std::uint64_t {
      return endpoint.ready ? endpoint.weight : 0;
    };
    // A cluster without endpoints is there all the same.
    if (decision.route && destination.cluster->state != route::Cluster::State::kNoEndpoints)
      target.fault_status = decision.route->action->missing_cluster_status;
    std::uint64_t weights = 0;
    for (const route::Endpoint& endpoint : destination.cluster->endpoints) weights += weight(endpoint);
    for (const route::Endpoint& endpoint : destination.cluster->endpoints) {
      target.endpoints.push_back(
          {&endpoint, target.share.Of(weight(endpoint), std::max<std::uint64_t>(weights, 1))});
    }
  }
  return targets;
}

std::string Where(const route::RouteTable& table, const route::Decision& decision) {
  if (table.proxy.kind == route::Proxy::Kind::kGateway) {
    return decision.chain ? fmt::format("`{}`", decision.chain->owner) : "the gateway";
  }
  return fmt::format("the sidecar of `{}/{}`", table.proxy.workload_ns, table.proxy.name);
}

std::string PortsOf(const route::RouteTable& table) {
  std::set<std::uint16_t> ports;
  for (const route::Listener& listener : table.listeners) {
    if (listener.port != 0) ports.insert(table.DialledFor(listener.port));
  }
  return fmt::format("{}", fmt::join(ports, ", "));
}

/// What is served instead: everything if that is little, else the nearest name.
std::string HostsServed(const route::RouteConfig& config, std::string_view host) {
  constexpr std::size_t kFew = 4;
  std::vector<std::string_view> domains;
  for (const route::VirtualHost& served : config.hosts)
    domains.insert(domains.end(), served.domains.begin(), served.domains.end());
  if (domains.size() <= kFew) return fmt::format(", only `{}`", fmt::join(domains, "`, `"));
  const std::string_view near = Nearest(host, domains);
  return near.empty() ? std::string() : fmt::format("; the nearest is `{}`", near);
}

std::string SummarizeForwarding(const Answer& answer) {
  if (answer.targets.empty()) return "the connection goes nowhere";
  const Target& first = answer.targets.front();
  const route::Cluster& cluster = *first.destination->cluster;
  if (cluster.kind == route::Cluster::Kind::kBlackHole)
    return "dropped: the host is unknown and outbound traffic is REGISTRY_ONLY";
  if (answer.targets.size() == 1) {
    if (!first.fault.empty()) return fmt::format("{}: {}", first.fault_status, first.fault);
    if (cluster.host.empty()) return "passed through to the address the client dialled";
    return fmt::format("{}:{}{}", cluster.host, cluster.port,
                       cluster.subset.empty() ? "" : fmt::format(" subset {}", cluster.subset));
  }
  std::string text = fmt::format("split between {} destinations", answer.targets.size());
  for (const Target& target : answer.targets) {
    if (!target.fault.empty())
      text += fmt::format("; {} for {}: {}", target.fault_status, target.share.ToPercent(), target.fault);
  }
  return text;
}

std::string Summarize(const route::RouteTable& table, const http::Request& request,
                      const route::Decision& decision, const Answer& answer) {
  const std::string where = Where(table, decision);
  switch (decision.outcome) {
    case route::Outcome::kForwarded:
      return SummarizeForwarding(answer);
    case route::Outcome::kRedirected:
    case route::Outcome::kHttpsRedirect:
      return fmt::format("{}: redirected to {}", answer.status, answer.location);
    case route::Outcome::kAnswered:
      return fmt::format("{}: answered by the rule itself", answer.status);
    case route::Outcome::kPreflight: {
      const route::Cors& cors = *decision.route->action->cors;
      const std::string_view origin = request.header("origin").value_or("");
      return fmt::format("200: a preflight, answered by the rule's `corsPolicy`, which {} origin `{}`",
                         cors.Allows(origin) ? "allows" : "does not allow", origin);
    }
    case route::Outcome::kNoListener: {
      if (table.proxy.name.empty()) return "refused: there is no Gateway";
      const std::string ports = PortsOf(table);
      if (ports.empty()) return "refused: the gateway listens on no port";
      return fmt::format("refused: the gateway does not listen on port {}, only on {}", request.port, ports);
    }
    case route::Outcome::kNoFilterChain:
      if (request.tls == http::Tls::kPlaintext)
        return fmt::format("closed: port {} speaks TLS only", request.port);
      return fmt::format("closed: no server on port {} accepts server name `{}`", request.port, request.sni);
    case route::Outcome::kTlsError:
      return fmt::format("closed: port {} speaks TLS and the request is plaintext", request.port);
    case route::Outcome::kMutualTlsError:
      return "closed: the client certificate is not the one asked for";
    case route::Outcome::kProtocolError:
      return fmt::format("refused: port {} speaks plaintext HTTP only", request.port);
    case route::Outcome::kNoVirtualHost: {
      const std::string_view host = route::LookupHost(*decision.config, request);
      return fmt::format("404: {} serves no host `{}`{}", where, host, HostsServed(*decision.config, host));
    }
    case route::Outcome::kNoRoute:
      break;
  }
  if (decision.route) return "404: the rule that matches does nothing";
  if (decision.host->routes.empty()) return fmt::format("404: {} has no routes", where);
  return fmt::format("404: host `{}` is served but no rule matches",
                     route::LookupHost(*decision.config, request));
}

std::uint32_t StatusOf(const route::Decision& decision, const Answer& answer) {
  switch (decision.outcome) {
    case route::Outcome::kForwarded:
      return answer.targets.size() == 1 && !answer.targets.front().fault.empty()
                 ? answer.targets.front().fault_status
                 : 0;
    case route::Outcome::kRedirected:
      return decision.route->action->redirect.code;
    case route::Outcome::kAnswered:
      return decision.route->action->response.status;
    case route::Outcome::kPreflight:
      return 200;
    case route::Outcome::kHttpsRedirect:
      return 301;
    case route::Outcome::kNoVirtualHost:
    case route::Outcome::kNoRoute:
      return 404;
    case route::Outcome::kNoListener:
    case route::Outcome::kNoFilterChain:
    case route::Outcome::kTlsError:
    case route::Outcome::kMutualTlsError:
    case route::Outcome::kProtocolError:
      break;
  }
  return 0;
}

/// What the rule changes about the request, or answers itself.
void AddEffects(const http::Request& request, const route::Decision& decision, Answer& answer) {
  const route::Action* const action = decision.route ? decision.route->action.get() : nullptr;
  if (action && action->rewrite) {
    answer.path = route::RewritePath(*action->rewrite, decision.route->match, request.path);
    if (!action->rewrite->authority.empty()) answer.authority = action->rewrite->authority;
  }
  if (answer.targets.size() == 1 && action && (!action->rewrite || action->rewrite->authority.empty()) &&
      !answer.targets.front().destination->authority.empty()) {
    answer.authority = answer.targets.front().destination->authority;
  }
  if (action && decision.outcome == route::Outcome::kRedirected) {
    answer.location = route::RedirectUrl(action->redirect, decision.route->match, request);
  } else if (decision.outcome == route::Outcome::kHttpsRedirect) {
    route::Redirect redirect;
    redirect.scheme = "https";
    answer.location = route::RedirectUrl(redirect, {}, request);
  } else if (action && decision.outcome == route::Outcome::kAnswered) {
    answer.body = action->response.body;
  }
}

/// `403: denied by …`, or how the connection ends. Behind a proxy that speaks HTTP a refusal is a 503.
std::string Refusal(std::uint32_t status, const std::string& reason) {
  return status == 0 ? fmt::format("closed: {}", reason) : fmt::format("{}: {}", status, reason);
}

/// What arrivals change about the status and the sentence.
void SummarizeArrivals(bool http, Answer& answer) {
  const std::vector<Stop> stops = StopsOf(answer.targets);
  if (stops.empty()) return;
  const auto status = [&](const Stop& stop) {
    return stop.outcome == Guard::Outcome::kRefused && http ? 503U : stop.status;
  };
  if (stops.size() == 1 && stops.front().share == Share{}) {
    answer.status = status(stops.front());
    answer.summary = Refusal(answer.status, stops.front().reason);
    answer.hint.clear();
    return;
  }
  for (const Stop& stop : stops) {
    answer.summary +=
        fmt::format("; {} {}: {}", status(stop) == 0 ? "closed for" : fmt::format("{} for", status(stop)),
                    stop.share.ToPercent(), stop.reason);
  }
}

void AddInjectionCaveat(const mesh::Mesh& mesh, const route::RouteTable& table, Answer& answer) {
  const route::Proxy& proxy = table.proxy;
  if (proxy.kind != route::Proxy::Kind::kSidecar || !proxy.workload) return;
  if (mesh::DataPlaneOf(mesh, *proxy.workload).kind != mesh::DataPlane::kNone) return;
  const mesh::Namespace* const ns = mesh.FindNamespace(proxy.workload_ns);
  if (!ns) return;  // not given, so that nobody knows
  answer.caveats.push_back(
      {fmt::format("Namespace {}", proxy.workload_ns),
       fmt::format("`{}` gets no sidecar, so that no rule of the mesh applies to what it sends", proxy.name),
       ns->object->span()});
}

}  // namespace

std::string FaultOf(const route::Cluster& cluster) {
  switch (cluster.state) {
    case route::Cluster::State::kReady:
      return {};
    case route::Cluster::State::kUnknownHost:
      return fmt::format("host `{}` is not known to the proxy", cluster.host);
    case route::Cluster::State::kUnknownPort:
      return fmt::format("host `{}` has no port {}", cluster.host, cluster.port);
    case route::Cluster::State::kUnknownSubset:
      return cluster.destination_rule_name.empty()
                 ? fmt::format("subset `{}` is defined by no DestinationRule", cluster.subset)
                 : fmt::format("{} has no subset `{}`", cluster.destination_rule_name, cluster.subset);
    case route::Cluster::State::kRefused:
      return cluster.refusal;
    case route::Cluster::State::kNoEndpoints:
      break;
  }
  if (!cluster.endpoints.empty()) return fmt::format("no endpoint of `{}` is ready", cluster.host);
  return cluster.subset.empty() ? fmt::format("no workload stands behind `{}`", cluster.host)
                                : fmt::format("no workload has the labels of subset `{}`", cluster.subset);
}

Share Share::Of(std::uint64_t weight, std::uint64_t total) const {
  Share share{parts * weight, whole * total};
  const std::uint64_t divisor = std::gcd(share.parts, share.whole);
  if (divisor > 1) share = {share.parts / divisor, share.whole / divisor};
  return share;
}

Share Share::operator+(const Share& other) const {
  const std::uint64_t common = std::lcm(whole, other.whole);
  Share sum{parts * (common / whole) + other.parts * (common / other.whole), common};
  const std::uint64_t divisor = std::gcd(sum.parts, sum.whole);
  return divisor > 1 ? Share{sum.parts / divisor, sum.whole / divisor} : sum;
}

std::string Share::ToPercent() const { return fmt::format("{:.3g} %", percent()); }

Answer Consider(const mesh::Mesh& mesh, Guards& guards, const route::RouteTable& table,
                const http::Request& request, const route::Decision& decision, std::optional<Guard> gateway) {
  Answer answer;
  answer.gateway = std::move(gateway);
  answer.caveats = table.caveats;
  answer.path = request.path;
  answer.authority = request.authority;
  if (answer.gateway) {
    AddDoubt(*answer.gateway, answer);
    if (!answer.gateway->passes()) {
      answer.status = answer.gateway->status();
      answer.summary = Refusal(answer.status, answer.gateway->reason);
      return answer;
    }
  }
  answer.targets = TargetsOf(decision);
  AddEffects(request, decision, answer);
  answer.status = StatusOf(decision, answer);
  answer.summary = Summarize(table, request, decision, answer);
  answer.hint = WhyNot(mesh, table, request, decision);
  AddArrivals(mesh, guards, table, request, decision, answer);
  SummarizeArrivals(decision.chain && decision.chain->http, answer);
  AddAbort(request, decision, answer);
  AddInjectionCaveat(mesh, table, answer);
  return answer;
}

}  // namespace meshctl::simulate
