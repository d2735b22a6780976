// SPDX-License-Identifier: Apache-2.0
// How a sidecar's virtual hosts come about: first those of VirtualServices, in order, then a default one for
// each service nobody claimed. The first virtual host of a name counts: sidecars never merge VirtualServices.
// Hosts that are no service exist on port 80 only. The steps are those of istiod's
// BuildSidecarOutboundVirtualHosts.
#include "route/compile/virtual_hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/ascii.h"
#include "mesh/host.h"
#include "route/compile/domains.h"
#include "route/compile/retries.h"
#include "route/pattern.h"

namespace meshctl::route {
namespace {

constexpr std::uint32_t kHttpPort = 80;

bool IsHttpOrAuto(mesh::Protocol protocol) {
  return mesh::IsHttp(protocol) || protocol == mesh::Protocol::kAuto;
}

/// A service that requests to the port may mean.
struct Candidate {
  std::string host;  ///< in lower case, but for kEveryPort
  const mesh::Service* service = nullptr;
  std::vector<const mesh::ServicePort*> ports;  ///< the one asked for, or all
};

/// What shares one list of routes.
struct Draft {
  std::uint32_t port = 0;
  std::vector<std::string> extra;  ///< hosts that are no service
  std::vector<const Candidate*> services;
  HttpRoutes made;
  std::string source;
  source::Span span;
};

class Builder {
 public:
  Builder(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port)
      : parts_(parts),
        hosts_(hosts),
        port_(port),
        proxy_domain_(ProxyDomain(parts.table.proxy, parts.mesh.config())) {}

  /// Of several services of one host the last one that exposes the port counts.
  void AddCandidate(const mesh::Service& service) {
    std::vector<const mesh::ServicePort*> ports;
    for (const mesh::ServicePort& port : service.ports) {
      if (port_ == kEveryPort || port.number == port_) ports.push_back(&port);
      if (port_ != kEveryPort && !ports.empty()) break;
    }
    if (port_ != kEveryPort && ports.empty()) return;
    std::string host = port_ == kEveryPort ? service.hostname : LowerAscii(service.hostname);
    const std::size_t number = names_.Add(host);
    Candidate candidate{std::move(host), &service, std::move(ports)};
    if (number == candidates_.size()) {
      candidates_.push_back(std::move(candidate));
    } else {
      candidates_[number] = std::move(candidate);
    }
  }

  std::vector<VirtualHost> Build() {
    names_.Freeze();
    for (const model::VirtualService* service : VirtualServices()) AddVirtualService(*service);
    for (const Candidate& candidate : candidates_) {
      if (!claimed_.contains(&candidate)) AddDefault(candidate);
    }
    for (const Draft& draft : drafts_) {
      for (const Candidate* candidate : draft.services) known_.insert(candidate->host);
    }
    std::map<std::uint32_t, std::vector<VirtualHost>> by_port;
    for (const Draft& draft : drafts_) AddHosts(draft, by_port[draft.port]);
    return Joined(std::move(by_port));
  }

 private:
  std::vector<const model::VirtualService*> VirtualServices() const {
    if (port_ == kHttpPort) return hosts_.egress().virtual_services;
    std::vector<std::string_view> names;
    names.reserve(candidates_.size());
    for (const Candidate& candidate : candidates_) names.push_back(candidate.host);
    return hosts_.Concerning(names);
  }

  /// Splits the hosts of a VirtualService into services that are its own and hosts that are none.
  std::vector<const Candidate*> Claim(const model::VirtualService& source,
                                      std::vector<std::string>& extra) const {
    std::vector<const Candidate*> services;
    std::vector<std::string_view> wildcards;
    for (const std::string& host : hosts_.HostsOf(source)) {
      if (mesh::IsWildcard(host)) {
        wildcards.push_back(host);
      } else if (const std::size_t number = names_.Find(host); number != mesh::HostNames::kNone) {
        services.push_back(&candidates_[number]);
      } else {
        extra.push_back(host);
      }
    }
    for (const std::string_view host : wildcards) {
      if (source.semantics == model::Semantics::kGatewayApi) {
        extra.emplace_back(host);
        continue;
      }
      const std::vector<std::size_t> matching = names_.Overlapping(host);
      for (const std::size_t number : matching) {
        if (hosts_.MostSpecific(candidates_[number].host) == &source)
          services.push_back(&candidates_[number]);
      }
      if (matching.empty()) extra.emplace_back(host);
    }
    return services;
  }

  /// Routes of Gateway API count in the namespace of the service (its producer's) and in the client's own.
  bool MayRoute(const model::VirtualService& source, const std::vector<const Candidate*>& claim) const {
    return std::ranges::any_of(claim, [&](const Candidate* candidate) {
      return candidate->service->ns == source.ns() || source.ns() == parts_.table.proxy.ns;
    });
  }

  void OmitForeign(const model::VirtualService& source, const Candidate& candidate) {
    const mesh::Service& service = *candidate.service;
    Origin origin{NameOf(source), "spec.parentRefs", source.object->span(), {}};
    parts_.table.omissions.push_back(
        {std::move(origin),
         fmt::format("routes for `{}` count in namespace `{}` and in the client's own, `{}`",
                     service.hostname, service.ns, parts_.table.proxy.ns)});
    unused_[&candidate].push_back(&parts_.table.omissions.back());
  }

  void AddVirtualService(const model::VirtualService& source) {
    std::vector<std::string> extra;
    const std::vector<const Candidate*> claim = Claim(source, extra);
    if (source.semantics == model::Semantics::kGatewayApi && !MayRoute(source, claim)) {
      for (const Candidate* candidate : claim) OmitForeign(source, *candidate);
      return;
    }
    std::map<std::uint32_t, std::vector<const Candidate*>> by_port;
    for (const Candidate* candidate : claim) {
      for (const mesh::ServicePort* port : candidate->ports) {
        if (IsHttpOrAuto(port->protocol)) by_port[port->number].push_back(candidate);
      }
    }
    // Hosts that are no service have no port of their own; istiod gives them 80.
    if (by_port.empty() && port_ == kHttpPort && !extra.empty()) by_port[kHttpPort] = {};
    if (by_port.empty()) return;
    const HttpRoutes made = parts_.http.Compile(source, {"mesh", port_, false});
    if (made.routes.empty()) {
      for (const Candidate* candidate : claim) {
        std::vector<const Omission*>& unused = unused_[candidate];
        unused.insert(unused.end(), made.omissions.begin(), made.omissions.end());
      }
      return;
    }
    for (auto& [port, services] : by_port) {
      claimed_.insert(services.begin(), services.end());
      drafts_.push_back({port, extra, std::move(services), made, NameOf(source), source.object->span()});
    }
  }

  void AddDefault(const Candidate& candidate) {
    const mesh::Service& service = *candidate.service;
    if (service.resolution == mesh::Resolution::kAlias) return;
    for (const mesh::ServicePort* port : candidate.ports) {
      if (!IsHttpOrAuto(port->protocol)) continue;
      Action action;
      action.destinations.push_back(
          {parts_.clusters.Get(candidate.host, port->number, ""), 1, {}, {}, {}, port->span});
      action.destinations.front().hash = parts_.clusters.HashOf(service, port->number);
      action.total_weight = 1;
      action.retries = CompileRetries(nullptr, parts_.mesh.config(), false);
      Route& route = parts_.table.routes.emplace_back();
      route.name = "default";
      route.action = std::make_shared<const Action>(std::move(action));
      route.origin = {service.object->resource(), {}, port->span, {}};
      Draft& draft = drafts_.emplace_back();
      draft.port = port->number;
      draft.services = {&candidate};
      draft.made.routes = {&route};
      if (const auto unused = unused_.find(&candidate); unused != unused_.end())
        draft.made.omissions = unused->second;
      draft.source = service.object->resource();
      draft.span = service.object->span();
    }
  }

  void AddHosts(const Draft& draft, std::vector<VirtualHost>& hosts) {
    for (const std::string& host : draft.extra) AddHost(draft, host, {{host, Domain::Form::kFull}}, hosts);
    for (const Candidate* candidate : draft.services) {
      const std::uint32_t port = port_ == kEveryPort ? draft.port : 0;
      AddHost(draft, candidate->host,
              DomainsOf(*candidate->service, candidate->host, hosts_.AliasesOf(candidate->service->hostname),
                        parts_.table.proxy, proxy_domain_, port),
              hosts);
    }
  }

  /// Adds a virtual host, unless there is one of that name already. A domain belongs to the first virtual
  /// host that has it; a short form never hides the full name of a service.
  void AddHost(const Draft& draft, const std::string& host, std::vector<Domain> domains,
               std::vector<VirtualHost>& hosts) {
    std::string name = fmt::format("{}:{}", host, draft.port);
    if (!names_taken_.insert(name).second) return;
    VirtualHost added;
    for (Domain& domain : domains) {
      if (domain.form == Domain::Form::kShort && known_.contains(domain.name)) continue;
      if (taken_.insert(LowerAscii(domain.name)).second) added.domains.push_back(std::move(domain.name));
    }
    if (added.domains.empty()) return;
    added.name = std::move(name);
    added.routes = draft.made.routes;
    added.omissions = draft.made.omissions;
    added.source = draft.source;
    added.span = draft.span;
    hosts.push_back(std::move(added));
  }

  /// Where all ports share one configuration, only names with a port lead to ports other than 80.
  std::vector<VirtualHost> Joined(std::map<std::uint32_t, std::vector<VirtualHost>> by_port) const {
    std::vector<VirtualHost> joined;
    for (auto& [port, hosts] : by_port) {
      for (VirtualHost& host : hosts) {
        if (port_ == kEveryPort && port != kHttpPort) {
          std::erase_if(host.domains, [](const std::string& d) { return d.find(':') == std::string::npos; });
          if (host.domains.empty()) continue;
        }
        joined.push_back(std::move(host));
      }
    }
    std::ranges::stable_sort(joined, {}, &VirtualHost::name);
    return joined;
  }

  CompileParts& parts_;
  const EgressHosts& hosts_;
  const std::uint32_t port_;
  const std::string proxy_domain_;
  mesh::HostNames names_;              // of candidates_, with the same numbers
  std::vector<Candidate> candidates_;  // complete before anything points into it
  std::vector<Draft> drafts_;
  std::unordered_set<const Candidate*> claimed_;
  std::unordered_map<const Candidate*, std::vector<const Omission*>> unused_;
  std::unordered_set<std::string> known_;
  std::unordered_set<std::string> names_taken_;
  std::unordered_set<std::string> taken_;  // domains in lower case
};

}  // namespace

EgressHosts::EgressHosts(const Egress& egress, RuleBook& rules) : egress_(egress) {
  for (std::uint32_t i = 0; i < egress.virtual_services.size(); ++i) {
    const model::VirtualService* const service = egress.virtual_services[i];
    std::vector<std::string>& hosts = hosts_[service] = rules.HostsOf(*service);
    for (std::string& host : hosts) {
      host = LowerAscii(host);
      by_host_[host].push_back(i);
    }
  }
  by_host_.Freeze();
  for (const mesh::Service* service : egress.services)
    services_[LowerAscii(service->hostname)].push_back(service);
}

std::vector<const model::VirtualService*> EgressHosts::Concerning(std::string_view hostname) const {
  return Concerning(std::vector<std::string_view>{hostname});
}

std::vector<const model::VirtualService*> EgressHosts::Concerning(
    const std::vector<std::string_view>& hostnames) const {
  std::vector<std::uint32_t> numbers;
  for (const std::string_view hostname : hostnames) {
    for (const auto& [host, of_host] : by_host_.Overlapping(hostname)) {
      numbers.insert(numbers.end(), of_host->begin(), of_host->end());
    }
  }
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  std::vector<const model::VirtualService*> concerning;
  concerning.reserve(numbers.size());
  for (const std::uint32_t number : numbers) concerning.push_back(egress_.virtual_services[number]);
  return concerning;
}

const model::VirtualService* EgressHosts::MostSpecific(std::string_view hostname) const {
  const std::vector<std::uint32_t>* const found = by_host_.MostSpecific(hostname);
  return found ? egress_.virtual_services[found->front()] : nullptr;
}

const std::vector<std::string_view>& EgressHosts::AliasesOf(std::string_view hostname) const {
  static const std::vector<std::string_view> kNone;
  const auto found = egress_.aliases.find(hostname);
  return found == egress_.aliases.end() ? kNone : found->second;
}

const std::vector<const mesh::Service*>& EgressHosts::ServicesOf(std::string_view hostname) const {
  static const std::vector<const mesh::Service*> kNone;
  const auto found = services_.find(hostname);
  return found == services_.end() ? kNone : found->second;
}

std::vector<VirtualHost> VirtualHostsFor(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port) {
  Builder builder(parts, hosts, port);
  for (const mesh::Service* service : hosts.egress().services) builder.AddCandidate(*service);
  return builder.Build();
}

std::vector<VirtualHost> VirtualHostsFor(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port,
                                         std::string_view hostname) {
  Builder builder(parts, hosts, port);
  for (const mesh::Service* service : hosts.ServicesOf(LowerAscii(hostname))) builder.AddCandidate(*service);
  std::vector<VirtualHost> built = builder.Build();
  std::erase_if(built, [&](const VirtualHost& host) {
    return std::ranges::find(host.domains, hostname) == host.domains.end();
  });
  for (VirtualHost& host : built) host.domains = {"*"};
  return built;
}

}  // namespace meshctl::route
