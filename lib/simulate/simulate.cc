// SPDX-License-Identifier: Apache-2.0
// Finds the proxy a question is about, compiles its table, decides. A client inside the mesh dials an
// address, not a name, so the name in the URL is resolved first as the cluster's DNS would.
#include "simulate/simulate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ip_address.h"
#include "simulate/dns.h"

namespace meshctl::simulate {
namespace {

bool Serves(const route::Decision& decision) {
  switch (decision.outcome) {
    case route::Outcome::kNoListener:
    case route::Outcome::kNoFilterChain:
    case route::Outcome::kTlsError:
    case route::Outcome::kProtocolError:
    case route::Outcome::kNoVirtualHost:
      return false;
    default:
      return true;
  }
}

std::string FullName(const route::Proxy& proxy) {
  return fmt::format("{}/{}", proxy.workload_ns, proxy.name);
}

/// What is asked of the connection beyond the URL.
Result<void> SetConnection(const Question& question, std::string_view host, http::Request& request) {
  if (!question.tls && question.sni.empty()) return {};
  const bool sni_alone = !question.tls && request.tls == http::Tls::kPlaintext;
  request.tls = sni_alone ? http::Tls::kTls : question.tls.value_or(request.tls);
  const bool encrypted = request.tls != http::Tls::kPlaintext;
  if (!encrypted && !question.sni.empty()) {
    return std::unexpected(UsageError("a plaintext connection has no server name")
                               .Hint("leave out `--sni`, or say `--tls tls` or `--tls mtls`"));
  }
  // Rules see the scheme, and that is what the connection says.
  if (request.protocol != http::Protocol::kTcp) request.scheme = encrypted ? "https" : "http";
  if (!encrypted) {
    request.sni.clear();
  } else if (!question.sni.empty()) {
    request.sni = question.sni;
  } else if (request.sni.empty()) {
    request.sni = host;
  }
  return {};
}

/// People ask with the port of the gateway's Service; the proxy listens on its target.
http::Request AtListener(const route::RouteTable& table, http::Request request) {
  request.port = table.TargetOf(request.port);
  return request;
}

/// Whether the connection stands, so that policies are asked.
bool IsConnected(const route::Decision& decision) {
  switch (decision.outcome) {
    case route::Outcome::kNoListener:
    case route::Outcome::kNoFilterChain:
    case route::Outcome::kTlsError:
    case route::Outcome::kMutualTlsError:
    case route::Outcome::kProtocolError:
      return false;
    default:
      return decision.chain != nullptr;
  }
}

/// The token and the addresses of the client.
Result<void> SetClient(const Question& question, http::Request& request) {
  if (!question.jwt.empty()) {
    Result<http::Claims> token = http::ParseToken(question.jwt);
    if (!token) return std::unexpected(std::move(token).error());
    request.token = std::make_shared<const http::Claims>(*std::move(token));
  }
  if (!question.source_address.empty() && !IpAddress::Parse(question.source_address)) {
    return std::unexpected(UsageError(fmt::format("`{}` is no IP address", question.source_address))
                               .Hint("for example `203.0.113.7`"));
  }
  request.source_address = question.source_address;
  return {};
}

}  // namespace

Result<Simulation> Simulator::Ask(const Question& question) {
  Result<http::Request> request = http::ParseUrl(question.url);
  if (!request) return std::unexpected(std::move(request).error());
  request->path = http::NormalizePath(request->path, mesh_.config().path_normalization);
  const std::string host(http::WithoutPort(request->authority));
  request->method = question.method;
  for (const std::string& header : question.headers) {
    if (Result<void> added = http::ParseHeader(header, *request); !added)
      return std::unexpected(std::move(added).error());
  }
  if (Result<void> set = SetConnection(question, host, *request); !set)
    return std::unexpected(std::move(set).error());
  if (Result<void> set = SetClient(question, *request); !set) return std::unexpected(std::move(set).error());
  if (!question.gateway.empty() && !question.from.empty()) {
    return std::unexpected(UsageError("a request cannot come both through a gateway and from a workload")
                               .Hint("give either `--gateway` or `--from`"));
  }
  Result<route::Proxy> proxy = ChooseProxy(question, *request);
  if (!proxy) return std::unexpected(std::move(proxy).error());
  return Decide(*proxy, *std::move(request), host);
}

Result<route::Proxy> Simulator::ChooseProxy(const Question& question, const http::Request& request) {
  if (!question.from.empty()) return route::FindSidecar(mesh_, question.from);
  if (!question.gateway.empty()) return route::FindGateway(mesh_, question.gateway);
  std::vector<route::Proxy> proxies = route::GatewayProxies(mesh_);
  if (proxies.empty()) {
    route::Proxy nobody;
    nobody.kind = route::Proxy::Kind::kGateway;
    return nobody;
  }
  std::vector<const route::Proxy*> serving;
  for (const route::Proxy& proxy : proxies) {
    const route::RouteTable& table = TableOf(proxy);
    if (Serves(route::Decide(table, AtListener(table, request)))) serving.push_back(&proxy);
  }
  if (serving.size() < 2) return serving.empty() ? proxies.front() : *serving.front();
  Error error =
      UsageError(fmt::format("{} gateways serve `{}`", serving.size(), http::WithoutPort(request.authority)));
  for (const route::Proxy* proxy : serving)
    error.hints.push_back(fmt::format("choose `--gateway {}`", FullName(*proxy)));
  return std::unexpected(std::move(error));
}

const route::RouteTable& Simulator::TableOf(const route::Proxy& proxy) {
  const std::string key = fmt::format(
      "{}:{}", proxy.kind == route::Proxy::Kind::kGateway ? "gateway" : "sidecar", FullName(proxy));
  const auto found = tables_.find(key);
  return found != tables_.end() ? found->second
                                : tables_.emplace(key, route::Compile(mesh_, proxy)).first->second;
}

Simulation Simulator::Decide(const route::Proxy& proxy, http::Request request, std::string_view host) {
  Simulation simulation;
  simulation.table = &TableOf(proxy);
  simulation.request = std::move(request);
  if (proxy.kind == route::Proxy::Kind::kSidecar)
    simulation.request.address = ResolveAddress(mesh_, host, proxy.workload_ns);
  http::Request seen = AtListener(*simulation.table, simulation.request);
  simulation.decision = route::Decide(*simulation.table, seen, &simulation.trace);
  std::optional<Guard> guard;
  if (proxy.kind == route::Proxy::Kind::kGateway && IsConnected(simulation.decision)) {
    const bool http = simulation.decision.chain->http != nullptr;
    guard = guards_.AtGateway(proxy, http ? access::Layer::kHttp : access::Layer::kTcp, seen);
    // A gateway chooses the route again once it knows what the token claims.
    if (seen.claims) {
      simulation.trace = {};
      simulation.decision = route::Decide(*simulation.table, seen, &simulation.trace);
    }
    seen.port = simulation.request.port;
    simulation.request = std::move(seen);
  }
  simulation.answer =
      Consider(mesh_, guards_, *simulation.table, simulation.request, simulation.decision, std::move(guard));
  return simulation;
}

}  // namespace meshctl::simulate
