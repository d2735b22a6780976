// SPDX-License-Identifier: Apache-2.0
// The front door of compilation, and what it owes to honesty: objects that can change the answer on the way
// of a request and are not evaluated become caveats of the table.
#include "route/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "route/caveats.h"
#include "route/compile/parts.h"

namespace meshctl::route {
namespace {

/// The proxy as a client. A proxy that no workload stands behind is taken to be there.
mesh::Client ClientOf(const mesh::Mesh& mesh, const Proxy& proxy) {
  const bool gateway = proxy.kind == Proxy::Kind::kGateway;
  return {.name = fmt::format("{}/{}", proxy.workload_ns, proxy.name),
          .ns = proxy.ns,
          .labels = proxy.labels,
          .data_plane = proxy.workload && !gateway ? mesh::DataPlaneOf(mesh, *proxy.workload).kind
                                                   : mesh::DataPlane::kSidecar,
          .gateway = gateway};
}

void AddCaveats(const mesh::Mesh& mesh, RouteTable& table) {
  const bool gateway = table.proxy.kind == Proxy::Kind::kGateway;
  table.caveats = CaveatsOf(mesh, table.proxy, gateway ? Traffic::kGateway : Traffic::kOutbound);
  if (table.client->data_plane == mesh::DataPlane::kZtunnel) {
    // There is no sidecar that this table could be for.
    const mesh::DataPlaneDecision plane = mesh::DataPlaneOf(mesh, *table.proxy.workload);
    table.caveats.push_back({table.proxy.workload->object->resource(),
                             "is in ambient mode, where only a waypoint applies rules for requests",
                             plane.span});
  }
  for (const model::Object* policy : mesh.ObjectsOf("gateway.networking.k8s.io", "BackendTLSPolicy")) {
    table.caveats.push_back(
        {policy->resource(), "may change how TLS is spoken to its targets and is not read", policy->span()});
  }
}

/// Fewer routes are faster tried one by one.
constexpr std::size_t kManyRoutes = 24;

void IndexPaths(VirtualHost& host) {
  if (host.routes.size() < kManyRoutes) return;
  PathIndex& paths = host.paths.emplace();
  for (const Route* route : host.routes) paths.Add(route->match.path);
  paths.Finish();
}

RouteTable TableFor(const mesh::Mesh& mesh, const Proxy& proxy) {
  RouteTable table;
  table.proxy = proxy;
  table.client = std::make_unique<const mesh::Client>(ClientOf(mesh, table.proxy));
  return table;
}

}  // namespace

void FinishConfig(RouteConfig& config, std::vector<VirtualHost> hosts) {
  config.hosts = std::move(hosts);
  for (VirtualHost& host : config.hosts) IndexPaths(host);
  for (std::uint32_t i = 0; i < config.hosts.size(); ++i) {
    for (const std::string& domain : config.hosts[i].domains) config.domains.Add(domain, i);
  }
}

namespace {

/// What was written for clients in the mesh, in other APIs, and came to nothing.
void AddUnattached(const mesh::Mesh& mesh, RouteTable& table) {
  for (const mesh::Unattached& one : mesh.unattached()) {
    if (one.gateway == "mesh")
      table.omissions.push_back({{one.object->resource(), one.field, one.span, {}}, one.reason});
  }
}

}  // namespace

Compilation::Compilation(const mesh::Mesh& mesh, const mesh::ServiceDirectory& services, const Proxy& proxy)
    : table_(TableFor(mesh, proxy)),
      rules_(mesh),
      scope_(mesh, services, table_.proxy, rules_),
      clusters_(mesh, scope_, table_),
      http_(mesh, clusters_, table_),
      parts_{mesh, scope_, clusters_, http_, table_} {}

RouteTable Compile(const mesh::Mesh& mesh, const Proxy& proxy) {
  Compilation compilation(mesh, mesh.services(), proxy);
  RouteTable& table = compilation.table();
  if (proxy.kind == Proxy::Kind::kGateway) {
    CompileGateway(compilation.parts());
  } else {
    CompileSidecar(compilation.parts());
    CompileInbound(compilation.parts());
    AddUnattached(mesh, table);
  }
  AddCaveats(mesh, table);
  table.IndexListeners();
  return std::move(table);
}

RouteTable CompileInbound(const mesh::Mesh& mesh, const Proxy& sidecar) {
  Compilation compilation(mesh, mesh.services(), sidecar);
  CompileInbound(compilation.parts());
  compilation.table().IndexListeners();
  return std::move(compilation.table());
}

}  // namespace meshctl::route
