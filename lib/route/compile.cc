// SPDX-License-Identifier: Apache-2.0
// The front door of compilation, and what it owes to honesty: objects that can change the answer on the way
// of a request and are not evaluated become caveats of the table.
#include "route/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "route/compile_parts.h"

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

/// Kinds that act on requests inside a proxy and that decisions leave out.
struct Unread {
  std::string_view group;
  std::string_view kind;
  std::string_view reason;
  bool inbound_only;  ///< has no effect on what a sidecar sends
};

constexpr Unread kUnread[] = {
    {"networking.istio.io", "EnvoyFilter", "may change this proxy's routes in any way", false},
    {"extensions.istio.io", "WasmPlugin", "may answer or change requests", false},
    {"security.istio.io", "AuthorizationPolicy", "may deny requests here", true},
    {"security.istio.io", "RequestAuthentication", "may refuse tokens here", true},
};

void AddCaveats(const mesh::Mesh& mesh, RouteTable& table) {
  for (const model::Object& object : mesh.manifests().objects()) {
    if (!mesh.manifests().Counts(object)) continue;
    for (const Unread& unread : kUnread) {
      if (!object.Is(unread.group, unread.kind)) continue;
      if (unread.inbound_only && table.proxy.kind == Proxy::Kind::kSidecar) continue;
      if (Selects(object, mesh, table.proxy)) {
        table.caveats.push_back({object.resource(), std::string(unread.reason), object.span()});
      }
    }
  }
}

}  // namespace

void FinishConfig(RouteConfig& config, std::vector<VirtualHost> hosts) {
  config.hosts = std::move(hosts);
  for (std::uint32_t i = 0; i < config.hosts.size(); ++i) {
    for (const std::string& domain : config.hosts[i].domains) config.domains.Add(domain, i);
  }
}

RouteTable Compile(const mesh::Mesh& mesh, const Proxy& proxy) {
  RouteTable table;
  table.proxy = proxy;
  const Scope scope(mesh, table.proxy);
  Clusters clusters(mesh, scope, table);
  HttpCompiler http(mesh, clusters, table);
  CompileParts parts{mesh, scope, clusters, http, table};
  if (proxy.kind == Proxy::Kind::kGateway) {
    CompileGateway(parts);
  } else {
    CompileSidecar(parts);
  }
  AddCaveats(mesh, table);
  table.IndexListeners();
  return table;
}

}  // namespace meshctl::route
