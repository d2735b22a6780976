// SPDX-License-Identifier: Apache-2.0
// Makes services out of Kubernetes Services and ServiceEntries and answers which one a host means. Several
// objects may claim one host; who wins depends on who asks, and differently for sidecars, gateways and
// Istio's analyzers.
#include "mesh/services.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <tuple>
#include <utility>

#include "mesh/host.h"

namespace meshctl::mesh {
namespace {

constexpr std::string_view kExportToAnnotation = "networking.istio.io/exportTo";

/// A port number, or 0 for anything that is none.
std::uint32_t PortNumber(const model::Number& number) {
  std::int64_t value = number->value_or(0);
  return value > 0 && value <= 65535 ? static_cast<std::uint32_t>(value) : 0;
}

Resolution ResolutionOf(const model::Service& service) {
  if (service.external() && !service.external_name->empty()) return Resolution::kAlias;
  return service.headless() ? Resolution::kPassthrough : Resolution::kStatic;
}

Resolution ResolutionOf(const model::ServiceEntry& entry) {
  if (*entry.resolution == "STATIC") return Resolution::kStatic;
  if (*entry.resolution == "DNS") return Resolution::kDns;
  if (*entry.resolution == "DNS_ROUND_ROBIN") return Resolution::kDnsRoundRobin;
  if (*entry.resolution == "DYNAMIC_DNS") return Resolution::kDynamicDns;
  return Resolution::kPassthrough;
}

/// An address as Istio keeps it: an IP or a CIDR that covers more than one; empty when it is neither.
std::string_view Address(std::string_view text) {
  std::size_t slash = text.find('/');
  std::string_view ip = text.substr(0, slash);
  if (!IsIpAddress(ip)) return {};
  if (slash == std::string_view::npos) return text;
  std::string_view mask = text.substr(slash + 1);
  int bits = 0;
  auto [end, error] = std::from_chars(mask.data(), mask.data() + mask.size(), bits);
  int most = ip.find(':') == std::string_view::npos ? 32 : 128;
  if (error != std::errc() || end != mask.data() + mask.size() || bits < 0 || bits > most) return {};
  return bits == most ? ip : text;
}

/// Istio's order of services.
bool Before(const Service& a, const Service& b) {
  return std::tuple(model::CreationOrder(*a.object), a.name, a.ns) <
         std::tuple(model::CreationOrder(*b.object), b.name, b.ns);
}

}  // namespace

const ServicePort* Service::FindPort(std::uint32_t number) const {
  auto at = std::ranges::find(ports, number, &ServicePort::number);
  return at == ports.end() ? nullptr : &*at;
}

Service FromKubernetes(const model::Service& from, const MeshConfig& config) {
  const model::Object& object = *from.object;
  Service service;
  service.hostname = fmt::format("{}.{}.svc.{}", *object.name, *object.namespace_, config.cluster_domain);
  service.name = *object.name;
  service.ns = *object.namespace_;
  service.resolution = ResolutionOf(from);
  if (IsIpAddress(*from.cluster_ip)) service.addresses.push_back(*from.cluster_ip);
  for (const model::Text& ip : from.cluster_ips) {
    if (!service.addresses.empty() && *ip != *from.cluster_ip && IsIpAddress(*ip))
      service.addresses.push_back(*ip);
  }
  if (service.resolution == Resolution::kAlias) service.alias_of = *from.external_name;
  service.external = service.resolution == Resolution::kAlias;
  service.export_to =
      ExportTo(object.annotations.Get(kExportToAnnotation), config.default_service_export_to, service.ns);
  service.object = &object;
  service.kubernetes = &from;
  for (const model::ServicePort& port : from.ports) {
    std::uint32_t number = PortNumber(port.port);
    if (number == 0) continue;
    std::uint32_t target = PortNumber(port.target_port.number);
    service.ports.push_back(
        {.number = number,
         .name = *port.name,
         .protocol = ServicePortProtocol(number, *port.name, *port.protocol, *port.app_protocol),
         .target_number = target ? target : number,
         .target_name = *port.target_port.name,
         .span = port.span});
  }
  return service;
}

std::vector<Service> FromEntry(const model::ServiceEntry& entry, const MeshConfig& config) {
  Service common;
  common.ns = *entry.object->namespace_;
  common.resolution = ResolutionOf(entry);
  common.external = *entry.location != "MESH_INTERNAL";
  common.export_to = ExportTo(entry.export_to, config.default_service_export_to, common.ns);
  common.object = entry.object;
  common.entry = &entry;
  for (const model::Text& address : entry.addresses) {
    if (std::string_view kept = Address(*address); !kept.empty()) common.addresses.push_back(kept);
  }
  for (const model::Port& port : entry.ports) {
    std::uint32_t number = PortNumber(port.number);
    if (number == 0) continue;
    std::uint32_t target = PortNumber(port.target_port);
    common.ports.push_back({.number = number,
                            .name = *port.name,
                            .protocol = ParseProtocol(*port.protocol),
                            .target_number = target ? target : number,
                            .target_name = {},
                            .span = port.span});
  }
  std::vector<Service> services;
  for (const model::Text& host : entry.hosts) {
    if (host->empty()) continue;
    Service& service = services.emplace_back(common);
    service.hostname = *host;
    service.name = *host;
  }
  return services;
}

ServiceDirectory::ServiceDirectory(std::vector<Service> services) : services_(std::move(services)) {
  std::ranges::stable_sort(services_, Before);
  for (const Service& service : services_) {
    by_host_[service.hostname].push_back(&service);
    if (service.export_to.is_public()) {
      public_.push_back(&service);
    } else {
      for (const std::string& ns : service.export_to.namespaces()) named_[ns].push_back(&service);
    }
  }
  by_host_.Freeze();
  for (const Service& service : services_) {
    if (service.resolution == Resolution::kAlias) aliases_[service.alias_of].push_back(&service);
  }
}

std::span<const Service* const> ServiceDirectory::OfHost(std::string_view hostname) const {
  const std::vector<const Service*>* services = by_host_.Find(hostname);
  return services ? std::span<const Service* const>(*services) : std::span<const Service* const>();
}

std::vector<const Service*> ServiceDirectory::Overlapping(std::string_view host) const {
  std::vector<const Service*> found;
  for (auto [_, services] : by_host_.Overlapping(host)) {
    found.insert(found.end(), services->begin(), services->end());
  }
  // Services lie in one sorted array, so their addresses are in Istio's order.
  std::ranges::sort(found);
  return found;
}

std::vector<const Service*> ServiceDirectory::VisibleTo(std::string_view ns) const {
  std::vector<const Service*> visible;
  if (auto named = named_.find(std::string(ns)); named != named_.end()) visible = named->second;
  visible.insert(visible.end(), public_.begin(), public_.end());
  return visible;
}

const Service* ServiceDirectory::InNamespace(std::string_view hostname, std::string_view ns) const {
  const Service* found = nullptr;
  for (const Service* service : OfHost(hostname)) {
    if (service->ns == ns && (!found || (service->kubernetes && !found->kubernetes))) found = service;
  }
  return found;
}

std::vector<std::string_view> ServiceDirectory::AliasesOf(std::string_view hostname) const {
  // A name is never visited twice, so loops end.
  std::vector<const Service*> found;
  std::vector<std::string_view> open = {hostname};
  while (!open.empty()) {
    const auto aliases = aliases_.find(open.back());
    open.pop_back();
    if (aliases == aliases_.end()) continue;
    for (const Service* alias : aliases->second) {
      if (alias->hostname == hostname || std::ranges::find(found, alias) != found.end()) continue;
      found.push_back(alias);
      open.push_back(alias->hostname);
    }
  }
  std::ranges::sort(found, {}, [](const Service* alias) {
    return std::pair(alias->ns, std::string_view(alias->hostname));
  });
  std::vector<std::string_view> names;
  names.reserve(found.size());
  for (const Service* alias : found) names.push_back(alias->hostname);
  return names;
}

const Service* ServiceDirectory::Choose(std::string_view hostname, std::string_view ns,
                                        Preference preference) const {
  const Service* chosen = nullptr;
  auto own = [&](const Service& service) {
    return preference == Preference::kOwnNamespace && service.ns == ns;
  };
  auto consider = [&](const Service* next) {
    bool promoted =
        chosen && next->kubernetes && !chosen->kubernetes && (chosen->ns == next->ns || !own(*chosen));
    bool nearer = chosen && own(*next) && !own(*chosen);
    if (!chosen || promoted || nearer) chosen = next;
  };
  for (const Service* service : OfHost(hostname)) {
    if (!service->export_to.is_public() && service->export_to.Names(ns)) consider(service);
  }
  for (const Service* service : OfHost(hostname)) {
    if (service->export_to.is_public()) consider(service);
  }
  return chosen;
}

const Service* ServiceDirectory::Find(std::string_view hostname, std::string_view ns) const {
  return Choose(hostname, ns, Preference::kOwnNamespace);
}

const Service* ServiceDirectory::FindForGateway(std::string_view hostname, std::string_view ns) const {
  return Choose(hostname, ns, Preference::kNone);
}

const Service* ServiceDirectory::FindForAnalysis(std::string_view host, std::string_view ns,
                                                 const std::vector<model::Text>& export_to) const {
  // Analyzers know no mesh-wide defaults: whatever does not say otherwise is public.
  auto is_public = [](const Service& service) {
    return !service.export_to.written() || service.export_to.is_public();
  };
  std::span<const Service* const> candidates = OfHost(ExpandForAnalysis(host, ns));
  for (const Service* service : candidates) {
    if (is_public(*service)) return service;
  }
  std::vector<std::string_view> scopes;
  scopes.reserve(export_to.size() + 1);
  for (const model::Text& name : export_to) scopes.push_back(*name == "." ? ns : *name);
  if (export_to.empty()) scopes.push_back(ns);
  for (std::string_view scope : scopes) {
    for (const Service* service : candidates) {
      if (service->export_to.Names(scope)) return service;
    }
  }
  std::string_view ending = IsWildcard(host) ? host.substr(1) : host;
  for (const Service* service : Overlapping(ending)) {
    if (IsWildcard(service->hostname) && (is_public(*service) || service->export_to.Names(ns)))
      return service;
  }
  return nullptr;
}

}  // namespace meshctl::mesh
