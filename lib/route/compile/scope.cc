// SPDX-License-Identifier: Apache-2.0
// Gateways see what is exported to their namespace. Sidecars see the same, cut down by a Sidecar resource if
// one is in force; then hosts that are only destinations of imported VirtualServices stay reachable as
// clusters without being hosts themselves.
#include "route/compile/scope.h"

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::route {
namespace {

/// One entry of an egress listener's hosts.
struct Import {
  std::string_view ns;  ///< `*` or a namespace
  std::string_view host;
  bool exclude = false;

  bool From(std::string_view other) const { return ns == "*" || ns == other; }
};

std::vector<Import> ParseImports(const model::EgressListener& listener, std::string_view own_ns) {
  std::vector<Import> imports;
  for (const model::Text& text : listener.hosts) {
    const std::size_t slash = text->find('/');
    if (slash == std::string_view::npos) continue;
    Import import{text->substr(0, slash), text->substr(slash + 1)};
    if (import.ns.starts_with('~')) {
      import.exclude = true;
      import.ns.remove_prefix(1);
      if (import.ns.empty()) import.ns = "*";
    }
    if (import.ns == ".") import.ns = own_ns;
    imports.push_back(import);
  }
  return imports;
}

bool Imports(const std::vector<Import>& imports, const mesh::Service& service) {
  const auto covers = [&](const Import& import) {
    return import.From(service.ns) && mesh::IsSubsetOf(service.hostname, import.host);
  };
  bool imported = false;
  for (const Import& import : imports) {
    if (!covers(import)) continue;
    if (import.exclude) return false;
    imported = true;
  }
  return imported;
}

bool Imports(const std::vector<Import>& imports, const model::VirtualService& service,
             std::string_view domain) {
  return std::ranges::any_of(service.hosts, [&](const model::Text& text) {
    const std::string host = mesh::ExpandForRouting(*text, service.ns(), domain);
    bool imported = false;
    for (const Import& import : imports) {
      if (!import.From(service.ns())) continue;
      if (import.exclude && mesh::IsSubsetOf(host, import.host)) return false;
      imported |= !import.exclude && mesh::Overlap(host, import.host);
    }
    return imported;
  });
}

/// Keeps one service for each host, as istiod does inside one listener: the first, unless a later one lives
/// in the proxy's namespace, or is Kubernetes' own where the first is not and does not live there.
std::vector<const mesh::Service*> OnePerHost(const std::vector<const mesh::Service*>& services,
                                             std::string_view own_ns) {
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<const mesh::Service*> kept;
  for (const mesh::Service* service : services) {
    const auto [place, fresh] = places.try_emplace(service->hostname, kept.size());
    if (fresh) {
      kept.push_back(service);
      continue;
    }
    const mesh::Service*& held = kept[place->second];
    if (held->ns == service->ns || held->ns == own_ns) continue;
    if (service->ns == own_ns || (service->kubernetes && !held->kubernetes)) held = service;
  }
  return kept;
}

template <typename Visit>
void ForEachDestination(const model::VirtualService& service, Visit visit) {
  for (const model::HttpRoute& rule : service.http) {
    for (const model::HttpDestination& destination : rule.route) visit(*destination.destination.host);
    if (rule.mirror) visit(*rule.mirror->host);
    for (const model::Mirror& mirror : rule.mirrors) visit(*mirror.destination.host);
  }
  for (const auto* routes : {&service.tls, &service.tcp}) {
    for (const model::L4Route& route : *routes) {
      for (const model::L4Destination& destination : route.route) visit(*destination.destination.host);
    }
  }
}

}  // namespace

Scope::Scope(const mesh::Mesh& mesh, const Proxy& proxy) : mesh_(mesh), proxy_(proxy) {
  if (proxy.kind == Proxy::Kind::kGateway) return;
  sidecar_ = mesh.SidecarOf(proxy.ns, proxy.labels);
  if (!sidecar_ || sidecar_->egress.empty()) {
    AddEverything();
    return;
  }
  for (const model::EgressListener& listener : sidecar_->egress) AddListener(listener);
  std::ranges::stable_partition(egress_, [](const Egress& egress) { return egress.port.has_value(); });
  IndexServices();
}

void Scope::AddEverything() {
  Egress& egress = egress_.emplace_back();
  egress.services = OnePerHost(mesh_.services().VisibleTo(proxy_.ns), proxy_.ns);
  egress.virtual_services = mesh_.VirtualServicesFor("mesh", proxy_.ns);
}

void Scope::AddListener(const model::EgressListener& listener) {
  Egress& egress = egress_.emplace_back();
  egress.span = listener.span;
  if (listener.port) egress.port = static_cast<std::uint32_t>(listener.port->number.value.value_or(0));
  const std::vector<Import> imports = ParseImports(listener, proxy_.ns);
  std::vector<const mesh::Service*> imported;
  for (const mesh::Service* service : mesh_.services().VisibleTo(proxy_.ns)) {
    if (egress.port && !service->FindPort(*egress.port)) continue;
    if (Imports(imports, *service)) imported.push_back(service);
  }
  egress.services = OnePerHost(imported, proxy_.ns);
  for (const model::VirtualService* service : mesh_.VirtualServicesFor("mesh", proxy_.ns)) {
    if (Imports(imports, *service, mesh_.config().short_name_domain))
      egress.virtual_services.push_back(service);
  }
}

void Scope::IndexServices() {
  for (const Egress& egress : egress_) {
    for (const mesh::Service* service : egress.services) known_.try_emplace(service->hostname, service);
  }
  for (const Egress& egress : egress_) {
    for (const model::VirtualService* service : egress.virtual_services) {
      ForEachDestination(*service, [&](std::string_view written) {
        std::string host = mesh::ExpandForRouting(written, service->ns(), mesh_.config().short_name_domain);
        if (const mesh::Service* found = mesh_.services().Find(host, proxy_.ns))
          known_.try_emplace(std::move(host), found);
      });
    }
  }
}

const Egress* Scope::EgressFor(std::uint32_t port) const {
  for (const Egress& egress : egress_) {
    if (!egress.port || *egress.port == port) return &egress;
  }
  return nullptr;
}

bool Scope::registry_only() const {
  if (sidecar_ && sidecar_->outbound_traffic_policy)
    return *sidecar_->outbound_traffic_policy->mode != "ALLOW_ANY";
  return mesh_.config().outbound_policy == mesh::OutboundPolicy::kRegistryOnly;
}

const mesh::Service* Scope::Find(std::string_view host) const {
  if (proxy_.kind == Proxy::Kind::kGateway) return mesh_.services().FindForGateway(host, proxy_.ns);
  if (known_.empty() && (!sidecar_ || sidecar_->egress.empty()))
    return mesh_.services().Find(host, proxy_.ns);
  const auto found = known_.find(host);
  return found == known_.end() ? nullptr : found->second;
}

}  // namespace meshctl::route
