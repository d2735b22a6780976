// SPDX-License-Identifier: Apache-2.0
// The front door of compilation, and what it owes to honesty: objects that can change the answer on the way
// of a request and are not evaluated become caveats of the table.
#include "route/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "route/compile/parts.h"

namespace meshctl::route {
namespace {

bool Selects(const model::Object& object, const mesh::Mesh& mesh, const Proxy& proxy) {
  if (*object.namespace_ != proxy.workload_ns && *object.namespace_ != mesh.config().root_namespace)
    return false;
  const yaml::Node& spec = object.Get("spec");
  const yaml::Node& selector =
      spec.Get("workloadSelector") ? spec.Get("workloadSelector") : spec.Get("selector");
  const yaml::Node& labels = selector.Get("labels") ? selector.Get("labels") : selector.Get("matchLabels");
  return proxy.labels.Satisfy(model::Labels(labels));
}

/// Kinds that decisions leave out and that can change them.
struct Unread {
  enum class Where {
    kAnywhere,  ///< makes routes of its own
    kSelected,  ///< acts inside the proxies it selects
    kInbound,   ///< the same, but not on what a sidecar sends
  };
  std::string_view group;
  std::string_view kind;
  Where where;
  std::string_view reason;
};

constexpr std::string_view kGatewayApi = "gateway.networking.k8s.io";

constexpr Unread kUnread[] = {
    {"networking.istio.io", "EnvoyFilter", Unread::Where::kSelected,
     "may change this proxy's routes in any way"},
    {"extensions.istio.io", "WasmPlugin", Unread::Where::kSelected, "may answer or change requests"},
    {"security.istio.io", "AuthorizationPolicy", Unread::Where::kInbound, "may deny requests here"},
    {"security.istio.io", "RequestAuthentication", Unread::Where::kInbound, "may refuse tokens here"},
    {kGatewayApi, "HTTPRoute", Unread::Where::kAnywhere, "may make routes and is not read"},
    {kGatewayApi, "GRPCRoute", Unread::Where::kAnywhere, "may make routes and is not read"},
    {kGatewayApi, "TLSRoute", Unread::Where::kAnywhere, "may make routes and is not read"},
    {kGatewayApi, "TCPRoute", Unread::Where::kAnywhere, "may make routes and is not read"},
    {"networking.k8s.io", "Ingress", Unread::Where::kAnywhere, "may make routes and is not read"},
};

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
  for (const model::Object& object : mesh.manifests().objects()) {
    if (!mesh.manifests().Counts(object)) continue;
    for (const Unread& unread : kUnread) {
      if (!object.Is(unread.group, unread.kind)) continue;
      if (unread.where == Unread::Where::kInbound && table.proxy.kind == Proxy::Kind::kSidecar) continue;
      if (unread.where == Unread::Where::kAnywhere || Selects(object, mesh, table.proxy)) {
        table.caveats.push_back({object.resource(), std::string(unread.reason), object.span()});
      }
    }
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

}  // namespace

void FinishConfig(RouteConfig& config, std::vector<VirtualHost> hosts) {
  config.hosts = std::move(hosts);
  for (VirtualHost& host : config.hosts) IndexPaths(host);
  for (std::uint32_t i = 0; i < config.hosts.size(); ++i) {
    for (const std::string& domain : config.hosts[i].domains) config.domains.Add(domain, i);
  }
}

RouteTable Compile(const mesh::Mesh& mesh, const Proxy& proxy) {
  RouteTable table;
  table.proxy = proxy;
  table.client = std::make_unique<const mesh::Client>(ClientOf(mesh, table.proxy));
  const Scope scope(mesh, table.proxy);
  Clusters clusters(mesh, scope, table);
  HttpCompiler http(mesh, clusters, table);
  CompileParts parts{mesh, scope, clusters, http, table};
  if (proxy.kind == Proxy::Kind::kGateway) {
    CompileGateway(parts);
  } else {
    CompileSidecar(parts);
    CompileInbound(parts);
  }
  AddCaveats(mesh, table);
  table.IndexListeners();
  return table;
}

}  // namespace meshctl::route
