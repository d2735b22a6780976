// SPDX-License-Identifier: Apache-2.0
// istiod leaves out what a proxy must not see without a word; here the objects that would have served are
// looked up again, and the first thing that keeps them away is told.
#include "simulate/unseen.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/nearest.h"
#include "mesh/host.h"
#include "simulate/dns.h"

namespace meshctl::simulate {
namespace {

/// `VirtualService shop/web (vs.yaml:7:5)`
std::string Cited(const model::Object& object) {
  return fmt::format("{} ({})", object.resource(), source::ToString(object.span()));
}

bool Serves(const model::VirtualService& service, std::string_view host, std::string_view domain) {
  return std::ranges::any_of(service.hosts, [&](const model::Text& written) {
    return mesh::IsSubsetOf(host, mesh::ExpandForRouting(*written, service.ns(), domain));
  });
}

/// `shop/front` among the Gateways that the proxy opens.
bool Opens(const mesh::Mesh& mesh, const route::Proxy& proxy, const model::Gateway& gateway) {
  if (!proxy.workload) return proxy.labels.Satisfy(gateway.selector);
  const std::vector<const mesh::Workload*> workloads = mesh.WorkloadsOf(gateway);
  return std::ranges::find(workloads, proxy.workload) != workloads.end();
}

/// What keeps the Gateway from serving the host of the VirtualService; empty: nothing.
std::string FaultAt(const mesh::Mesh& mesh, const route::RouteTable& table,
                    const model::VirtualService& service, const std::string& name, std::string_view host) {
  const std::size_t slash = name.find('/');
  const model::Gateway* const gateway = mesh.FindGateway(name.substr(0, slash), name.substr(slash + 1));
  if (!gateway) return fmt::format("at Gateway `{}`, which does not exist", name);
  const std::string cited = Cited(*gateway->object);
  if (!Opens(mesh, table.proxy, *gateway)) {
    return fmt::format("at {}, whose selector `{}` is not that of {}/{}", cited, gateway->selector.ToString(),
                       table.proxy.workload_ns, table.proxy.name);
  }
  if (!mesh.ExportOf(service).Includes(table.proxy.ns))
    return fmt::format("but is not exported to namespace `{}` of the gateway", table.proxy.ns);
  const bool offered = std::ranges::any_of(gateway->servers, [&](const model::Server& server) {
    std::vector<std::string> hosts;
    for (const model::Text& written : server.hosts) {
      const bool own = written->starts_with("./");
      hosts.push_back(own ? fmt::format("{}{}", *gateway->object->namespace_, written->substr(1))
                          : std::string(*written));
    }
    const std::vector<std::string_view> all(hosts.begin(), hosts.end());
    return std::ranges::any_of(mesh::NamesForNamespace(all, service.ns()), [&](std::string_view offer) {
      return mesh::IsSubsetOf(host, offer.starts_with("*/") ? offer.substr(2) : offer);
    });
  });
  return offered ? std::string() : fmt::format("at {}, whose servers do not have this host", cited);
}

std::string NearestService(const mesh::Mesh& mesh, std::string_view host) {
  std::vector<std::string_view> names;
  for (const mesh::Service& service : mesh.services().all()) {
    names.push_back(service.hostname);
    names.push_back(service.name);
  }
  const std::string_view near = Nearest(host, names);
  return near.empty() ? std::string("no Service or ServiceEntry has this host")
                      : fmt::format("no Service or ServiceEntry has this host; did you mean `{}`?", near);
}

}  // namespace

std::string WhyNotServed(const mesh::Mesh& mesh, const route::RouteTable& table, std::string_view host) {
  const std::string& domain = mesh.config().short_name_domain;
  for (const model::VirtualService& service : mesh.virtual_services()) {
    if (!Serves(service, host, domain)) continue;
    const std::string begin = fmt::format("{} serves it", Cited(*service.object));
    std::string fault;
    bool named = false;
    for (const model::Text& gateway : service.gateways) {
      const std::string name = mesh::ResolveGatewayName(*gateway, service.ns());
      if (name == "mesh") continue;
      named = true;
      fault = FaultAt(mesh, table, service, name, host);
      if (fault.empty()) break;  // served there, and refused for another reason
    }
    if (!named) return begin + " inside the mesh only: its `gateways` name no Gateway";
    if (!fault.empty()) return fmt::format("{} {}", begin, fault);
  }
  return {};
}

std::string WhyUnseen(const mesh::Mesh& mesh, const route::Proxy& proxy, std::string_view host,
                      std::uint32_t port) {
  const mesh::Service* const service = FindByDns(mesh, host, proxy.workload_ns);
  if (!service) return mesh::IsIpAddress(host) ? std::string() : NearestService(mesh, host);
  const std::string cited = Cited(*service->object);
  if (!service->export_to.Includes(proxy.ns))
    return fmt::format("{} is not exported to namespace `{}`", cited, proxy.ns);
  const model::Sidecar* const sidecar =
      proxy.kind == route::Proxy::Kind::kSidecar ? mesh.SidecarOf(proxy.ns, proxy.labels) : nullptr;
  if (!service->FindPort(port)) {
    std::vector<std::uint32_t> ports;
    for (const mesh::ServicePort& known : service->ports) ports.push_back(known.number);
    return fmt::format("{} has no port {}, only {}", cited, port, fmt::join(ports, ", "));
  }
  if (!sidecar || sidecar->egress.empty()) return {};
  return fmt::format("{} exists, but {} does not import it: add `{}/{}` to its egress hosts", cited,
                     Cited(*sidecar->object), service->ns == proxy.ns ? "." : std::string(service->ns),
                     service->hostname);
}

std::string UnseenVirtualService(const mesh::Mesh& mesh, const route::RouteTable& table,
                                 const route::Decision& decision) {
  // Only the default route of a service is made of no field.
  if (!decision.host || !decision.route || !decision.route->origin.field.empty()) return {};
  const std::string_view host = http::WithoutPort(decision.host->name);
  for (const model::VirtualService& service : mesh.virtual_services()) {
    if (!Serves(service, host, mesh.config().short_name_domain)) continue;
    const bool for_mesh =
        service.gateways.empty() ||
        std::ranges::any_of(service.gateways, [](const model::Text& gateway) { return *gateway == "mesh"; });
    const std::string cited = Cited(*service.object);
    if (!for_mesh) return fmt::format("{} is for gateways only: `mesh` is not among its `gateways`", cited);
    if (!mesh.ExportOf(service).Includes(table.proxy.ns))
      return fmt::format("{} is not exported to namespace `{}`", cited, table.proxy.ns);
    if (const model::Sidecar* sidecar = mesh.SidecarOf(table.proxy.ns, table.proxy.labels))
      return fmt::format("{} is not imported by {}", cited, Cited(*sidecar->object));
  }
  return {};
}

std::string OtherSubsets(const mesh::Mesh& mesh, const route::Proxy& proxy, const route::Cluster& cluster) {
  const mesh::Service* const service = mesh.services().Find(cluster.host, proxy.ns);
  if (!service) return {};
  const mesh::MergedRule* const rule =
      mesh.destination_rules_by_host().Find(service->hostname, service->ns, proxy.ns, proxy.labels);
  if (!rule) return "write a DestinationRule for this host that has it";
  std::vector<std::string_view> names;
  for (const model::Subset* subset : rule->subsets) names.push_back(*subset->name);
  if (names.empty()) return "it has no subsets at all";
  return fmt::format("it has only `{}`", fmt::join(names, "`, `"));
}

}  // namespace meshctl::simulate
