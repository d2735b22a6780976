// SPDX-License-Identifier: Apache-2.0
// Gateways see what is exported to their namespace. Sidecars see the same, cut down by a Sidecar resource if
// one is in force; then hosts that are only destinations of imported VirtualServices stay reachable as
// clusters without being hosts themselves. The steps and their order are those of istiod's SidecarScope.
#include "route/compile/scope.h"

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::route {
namespace {

constexpr std::string_view kLoopback = "127.0.0.1";

/// Drops the services of a host in all namespaces but one, as istiod does inside one listener: that of the
/// first, unless a later one lives in the proxy's namespace, or is Kubernetes' own where the first is not and
/// does not live there.
void KeepOneNamespace(std::vector<const mesh::Service*>& services, std::string_view own_ns) {
  struct Holder {
    std::string_view ns;
    bool kubernetes = false;
  };
  std::unordered_map<std::string_view, Holder> holders;
  for (const mesh::Service* service : services) {
    const Holder next{service->ns, service->kubernetes != nullptr};
    const auto [place, fresh] = holders.try_emplace(service->hostname, next);
    Holder& held = place->second;
    const bool promoted = !held.kubernetes && next.kubernetes && held.ns != own_ns;
    if (!fresh && (next.ns == own_ns || promoted)) held = next;
  }
  std::erase_if(services, [&](const mesh::Service* service) {
    return holders.at(service->hostname).ns != service->ns;
  });
}

/// Whether a ServiceEntry has addresses and not one of them is an address: istiod then makes no service.
bool HasNoValidAddress(const mesh::Service& service) {
  return service.entry && !service.entry->addresses.empty() && service.addresses.empty();
}

/// Whether the ports of a later service of the same host may join those of an earlier one.
bool CanMerge(const mesh::Service& a, const mesh::Service& b) {
  const auto selector = [](const mesh::Service& service) {
    if (service.kubernetes) return service.kubernetes->selector;
    return service.entry->workload_selector.value_or(model::Labels());
  };
  return a.ns == b.ns && a.resolution == b.resolution && !a.kubernetes == !b.kubernetes &&
         a.object->labels == b.object->labels && selector(a) == selector(b) && a.export_to == b.export_to;
}

bool SamePorts(const mesh::Service& a, const mesh::Service& b) {
  return std::ranges::equal(a.ports, b.ports, [](const mesh::ServicePort& x, const mesh::ServicePort& y) {
    return x.number == y.number && x.name == y.name && x.protocol == y.protocol;
  });
}

/// Whether destinations of a rule count as known to a namespace. That is decided by `sourceNamespace` alone:
/// a match without one does not help when others name foreign namespaces.
bool IsForNamespace(const model::HttpRoute& rule, std::string_view ns) {
  bool for_others = false;
  for (const model::HttpMatch& match : rule.match) {
    if (match.source_namespace->empty()) continue;
    if (*match.source_namespace == ns) return true;
    for_others = true;
  }
  return !for_others;
}

/// Ports of a service that routes name; 0 stands for all of them.
using PortsByHost = std::vector<std::pair<std::string, std::vector<std::uint32_t>>>;

class DestinationCollector {
 public:
  explicit DestinationCollector(std::string_view domain) : domain_(domain) {}

  void Add(const model::Destination& destination, std::string_view ns) {
    if (destination.host->empty()) return;
    std::string host = destination.complete ? std::string(*destination.host)
                                            : mesh::ExpandForRouting(*destination.host, ns, domain_);
    const auto [place, fresh] = places_.try_emplace(host, hosts_.size());
    if (fresh) hosts_.emplace_back(std::move(host), std::vector<std::uint32_t>());
    hosts_[place->second].second.push_back(
        static_cast<std::uint32_t>(std::max<std::int64_t>(destination.port.value.value_or(0), 0)));
  }

  PortsByHost Take() { return std::move(hosts_); }

 private:
  std::string_view domain_;
  std::unordered_map<std::string, std::size_t> places_;
  PortsByHost hosts_;
};

PortsByHost DestinationsOf(const model::VirtualService& service, std::string_view client_ns, RuleBook& rules,
                           std::string_view domain) {
  DestinationCollector collector(domain);
  std::vector<Omission> unused;
  for (const Rule& rule : rules.RulesOf(service, unused)) {
    if (!IsForNamespace(*rule.http, client_ns)) continue;
    const std::string_view ns = rule.owner->ns();
    for (const model::HttpDestination& destination : rule.http->route)
      collector.Add(destination.destination, ns);
    if (rule.http->mirror) collector.Add(*rule.http->mirror, ns);
    for (const model::Mirror& mirror : rule.http->mirrors) collector.Add(mirror.destination, ns);
  }
  for (const auto* routes : {&service.tcp, &service.tls}) {
    for (const model::L4Route& route : *routes) {
      for (const model::L4Destination& destination : route.route)
        collector.Add(destination.destination, service.ns());
    }
  }
  return collector.Take();
}

}  // namespace

std::vector<const mesh::Service*> SelectImported(const std::vector<const mesh::Service*>& candidates,
                                                 const Imports& imports, std::string_view own_ns) {
  std::vector<const mesh::Service*> imported;
  for (const mesh::Service* service : candidates) {
    if (imports.Covers(*service)) imported.push_back(service);
  }
  KeepOneNamespace(imported, own_ns);
  return imported;
}

Scope::Scope(const mesh::Mesh& mesh, const mesh::ServiceDirectory& services, const Proxy& proxy,
             RuleBook& rules)
    : mesh_(mesh), directory_(services), proxy_(proxy) {
  if (proxy.kind == Proxy::Kind::kGateway) {
    for (const mesh::Service* service : directory_.VisibleTo(proxy.ns)) {
      if (!HasNoValidAddress(*service)) Merge(*service);
    }
    return;
  }
  sidecar_ = mesh.SidecarOf(proxy.ns, proxy.labels);
  if (!sidecar_ || sidecar_->egress.empty()) {
    AddListener(nullptr);
  } else {
    for (const model::EgressListener& listener : sidecar_->egress) AddListener(&listener);
    std::ranges::stable_partition(egress_, [](const Egress& egress) { return egress.port.has_value(); });
  }
  for (const Egress& egress : egress_) {
    for (const mesh::Service* service : egress.services) Merge(*service);
    for (const model::VirtualService* service : egress.virtual_services)
      AddDestinations(*service, egress, rules);
  }
}

void Scope::AddListener(const model::EgressListener* listener) {
  Egress& egress = egress_.emplace_back();
  if (listener) {
    egress.span = listener->span;
    egress.bind = *listener->bind;
    if (egress.bind.empty() && *listener->capture_mode == "NONE") egress.bind = kLoopback;
    if (listener->port) {
      egress.port = static_cast<std::uint32_t>(listener->port->number.value.value_or(0));
      egress.protocol = mesh::ParseProtocol(*listener->port->protocol);
      egress.port_name = *listener->port->name;
    }
  }
  const Imports imports = listener ? Imports(listener->hosts, proxy_.ns) : Imports::Everything();
  egress.services = Imported(imports, egress);
  for (const mesh::Service* service : egress.services) {
    auto aliases = imports.AliasesAmong(directory_.AliasesOf(service->hostname), *service);
    if (!aliases.empty()) egress.aliases.try_emplace(service->hostname, std::move(aliases));
  }
  for (const model::VirtualService* service : mesh_.VirtualServicesFor("mesh", proxy_.ns)) {
    const bool imported = std::ranges::any_of(service->hosts, [&](const model::Text& text) {
      if (service->semantics == model::Semantics::kGatewayApi)
        return imports.CoversStrictly(*text, service->ns());
      const std::string host = mesh::ExpandForRouting(*text, service->ns(), mesh_.config().short_name_domain);
      return imports.CoversRoutesOf(host, service->ns());
    });
    if (imported) egress.virtual_services.push_back(service);
  }
}

std::vector<const mesh::Service*> Scope::Imported(const Imports& imports, Egress& egress) {
  std::vector<const mesh::Service*> candidates;
  if (const auto exact = imports.exact(); !exact.empty()) {
    for (const auto& [ns, host] : exact) {
      const mesh::Service* const service = directory_.InNamespace(host, ns);
      if (service && service->export_to.Includes(proxy_.ns)) candidates.push_back(service);
    }
    // Services lie in one array in Istio's order.
    std::ranges::sort(candidates);
    candidates.erase(std::ranges::unique(candidates).begin(), candidates.end());
  } else {
    candidates = directory_.VisibleTo(proxy_.ns);
  }
  std::erase_if(candidates, [](const mesh::Service* service) { return HasNoValidAddress(*service); });
  if (egress.port.value_or(0) != 0 && !egress.is_http_proxy()) {
    for (const mesh::Service*& service : candidates) service = Reduced(*service, {*egress.port});
    std::erase(candidates, nullptr);
  }
  return SelectImported(candidates, imports, proxy_.ns);
}

void Scope::AddDestinations(const model::VirtualService& service, const Egress& egress, RuleBook& rules) {
  for (const auto& [host, ports] :
       DestinationsOf(service, proxy_.ns, rules, mesh_.config().short_name_domain)) {
    AddReferenced(host, ports, egress);
  }
}

void Scope::AddReferenced(std::string_view host, const std::vector<std::uint32_t>& ports,
                          const Egress& egress) {
  // One of the own namespace is taken even where it is not exported.
  const mesh::Service* service = directory_.InNamespace(host, proxy_.ns);
  if (!service) service = BestVisible(host);
  if (!service) return;
  const bool listener_port = egress.port.value_or(0) != 0 && !egress.is_http_proxy();
  if (listener_port) {
    service = Reduced(*service, {*egress.port});
  } else if (std::ranges::find(ports, 0u) == ports.end()) {
    service = Reduced(*service, ports);
  }
  if (service) Merge(*service);
}

const mesh::Service* Scope::BestVisible(std::string_view host) const {
  const mesh::Service* best = nullptr;
  for (const mesh::Service* service : directory_.OfHost(host)) {
    if (!service->export_to.Includes(proxy_.ns) || directory_.InNamespace(host, service->ns) != service)
      continue;
    if (service->kubernetes) return service;
    if (!best) best = service;
  }
  return best;
}

const mesh::Service* Scope::Reduced(const mesh::Service& service, const std::vector<std::uint32_t>& ports) {
  const auto wanted = [&](const mesh::ServicePort& port) {
    return std::ranges::find(ports, port.number) != ports.end();
  };
  const auto count = static_cast<std::size_t>(std::ranges::count_if(service.ports, wanted));
  if (count == 0) return nullptr;
  if (count == service.ports.size()) return &service;
  mesh::Service& copy = copies_.emplace_back(service);
  std::erase_if(copy.ports, [&](const mesh::ServicePort& port) { return !wanted(port); });
  return &copy;
}

void Scope::Merge(const mesh::Service& service) {
  const auto [place, fresh] = places_.try_emplace(service.hostname, services_.size());
  if (fresh) {
    services_.push_back(&service);
    return;
  }
  const mesh::Service*& held = services_[place->second];
  if (held == &service || (held->kubernetes && !service.kubernetes)) return;
  if (!held->kubernetes && service.kubernetes) {
    held = &service;
    return;
  }
  if (SamePorts(*held, service) || !CanMerge(*held, service)) return;
  mesh::Service& copy = copies_.emplace_back(*held);
  for (const mesh::ServicePort& port : service.ports) {
    if (!copy.FindPort(port.number)) copy.ports.push_back(port);
  }
  held = &copy;
}

const Egress* Scope::EgressFor(std::uint32_t port, std::string_view bind) const {
  for (const Egress& egress : egress_) {
    if (!egress.port) return &egress;
    if (*egress.port == port && (port != 0 || egress.bind == bind)) return &egress;
  }
  return nullptr;
}

OutboundPolicy Scope::outbound_policy() const {
  if (!sidecar_ || !sidecar_->outbound_traffic_policy) return {mesh_.config().outbound_policy, nullptr, {}};
  const model::OutboundTrafficPolicy& written = *sidecar_->outbound_traffic_policy;
  OutboundPolicy policy{mesh::OutboundPolicy::kRegistryOnly, nullptr, written.span};
  if (*written.mode == "ALLOW_ANY") policy.mode = mesh::OutboundPolicy::kAllowAny;
  if (*written.mode == "ALLOW_ANY_DYNAMIC_DNS") policy.mode = mesh::OutboundPolicy::kAllowAnyDynamicDns;
  if (written.egress_proxy) policy.egress_proxy = &*written.egress_proxy;
  return policy;
}

const mesh::Service* Scope::Find(std::string_view host) const {
  const auto found = places_.find(host);
  return found == places_.end() ? nullptr : services_[found->second];
}

}  // namespace meshctl::route
