// SPDX-License-Identifier: Apache-2.0
// The engine's decision in the words of the oracle, and both compared.
#pragma once

#include <fmt/format.h>

#include <string>

#include "route/compile.h"
#include "route/decide.h"
#include "route/proxy.h"
#include "testing/routing_oracle.h"
#include "testing/text_mesh.h"

namespace meshctl::testing {

/// What the engine does with a request, as `RoutingOracle` says it.
inline std::string InWordsOfTheOracle(const route::Decision& decision) {
  if (decision.outcome == route::Outcome::kNoVirtualHost) return "no virtual host";
  if (!decision.route) return "no route";
  const route::Route& route = *decision.route;
  if (route.name == "allow_any") return "passed through";
  const bool is_default = route.name == "default";
  std::string text =
      is_default ? "default ->" : fmt::format("{} {} ->", route.origin.object, route.origin.field);
  for (const route::Destination& destination : route.action->destinations) {
    text += is_default ? " " : fmt::format(" {}*", destination.weight);
    text += destination.cluster->name;
  }
  return text;
}

/// The mesh with the tables of its gateway and of its client, which are compared on any number of requests.
class RoutingComparison {
 public:
  explicit RoutingComparison(const std::string& manifests) : mesh_(TextMesh(manifests)), oracle_(mesh_) {
    for (const route::Proxy& proxy : route::GatewayProxies(mesh_)) {
      if (proxy.workload_ns == "istio-system") gateway_ = route::Compile(mesh_, proxy);
    }
    sidecar_ = route::Compile(mesh_, *route::FindSidecar(mesh_, "client.default"));
  }

  /// Empty when engine and oracle agree, at the gateway and at the sidecar, with and without a trace.
  std::string Compare(const http::Request& request) const {
    return Compare("gateway", gateway_, oracle_.AtGateway(request), request) +
           Compare("sidecar", sidecar_, oracle_.AtSidecar(request), request);
  }

 private:
  static std::string Compare(std::string_view where, const route::RouteTable& table,
                             const std::string& oracle, const http::Request& request) {
    route::Trace trace;
    const std::string traced = InWordsOfTheOracle(Decide(table, request, &trace));
    const std::string plain = InWordsOfTheOracle(Decide(table, request));
    if (oracle == plain && oracle == traced) return {};
    return fmt::format("{}: {} {}{}?{} x={}\n  oracle: {}\n  engine: {}\n  traced: {}\n", where,
                       request.method, request.authority, request.path, request.query,
                       request.header("x").value_or("(none)"), oracle, plain, traced);
  }

  const mesh::Mesh mesh_;
  const RoutingOracle oracle_;
  route::RouteTable gateway_;
  route::RouteTable sidecar_;
};

}  // namespace meshctl::testing
