// SPDX-License-Identifier: Apache-2.0
// How a sidecar's virtual hosts come about: first those of VirtualServices, in order, then a default one for
// each service nobody claimed. The first virtual host of a name counts: sidecars never merge VirtualServices.
// Hosts that are no service exist on port 80 only.
#include "route/compile/virtual_hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "mesh/host.h"
#include "route/compile/domains.h"
#include "route/compile/retries.h"

namespace meshctl::route {
namespace {

constexpr std::uint32_t kHttpPort = 80;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

class Builder {
 public:
  Builder(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port,
          std::vector<const mesh::Service*> services)
      : parts_(parts), hosts_(hosts), port_(port), services_(std::move(services)) {
    proxy_domain_ =
        fmt::format("{}.svc.{}", parts.table.proxy.workload_ns, parts.mesh.config().cluster_domain);
    for (const mesh::Service* service : services_) {
      names_.Add(service->hostname);
      known_.insert(service->hostname);
    }
    names_.Freeze();
  }

  std::vector<VirtualHost> Build(const std::vector<const model::VirtualService*>& virtual_services) {
    for (const model::VirtualService* service : virtual_services) AddVirtualService(*service);
    for (const mesh::Service* service : services_) {
      if (!claimed_.contains(service)) AddDefault(*service);
    }
    RemoveTakenDomains();
    return std::move(hosts_made_);
  }

 private:
  struct Claim {
    std::vector<std::string> extra;  ///< hosts that are no service
    std::vector<const mesh::Service*> services;
  };

  Claim ClaimOf(const model::VirtualService& source) const {
    Claim claim;
    for (const std::string& host : hosts_.HostsOf(source)) {
      if (!mesh::IsWildcard(host)) {
        const std::size_t number = names_.Find(host);
        if (number == mesh::HostNames::kNone) {
          claim.extra.push_back(host);
        } else {
          claim.services.push_back(services_[number]);
        }
        continue;
      }
      const std::vector<std::size_t> matching = names_.Overlapping(host);
      for (const std::size_t number : matching) {
        if (hosts_.MostSpecific(services_[number]->hostname) == &source)
          claim.services.push_back(services_[number]);
      }
      if (matching.empty()) claim.extra.push_back(host);
    }
    return claim;
  }

  void AddVirtualService(const model::VirtualService& source) {
    const Claim claim = ClaimOf(source);
    if (claim.services.empty() && (claim.extra.empty() || port_ != kHttpPort)) return;
    const HttpRoutes made = parts_.http.Compile(source, {"mesh", port_, false});
    if (made.routes.empty()) {
      for (const mesh::Service* service : claim.services) unused_[service] = made.omissions;
      return;
    }
    const auto add = [&](const std::string& host, std::vector<std::string> domains) {
      VirtualHost* const added = Add(host, std::move(domains), NameOf(source), source.object->span());
      if (!added) return;
      added->routes = made.routes;
      added->omissions = made.omissions;
    };
    for (const std::string& host : claim.extra) add(host, {host});
    for (const mesh::Service* service : claim.services) {
      claimed_.insert(service);
      add(service->hostname, DomainsOf(*service, hosts_.AliasesOf(service->hostname), proxy_domain_));
    }
  }

  void AddDefault(const mesh::Service& service) {
    const mesh::ServicePort* const port = service.FindPort(port_);
    const bool http = port && (mesh::IsHttp(port->protocol) || port->protocol == mesh::Protocol::kAuto);
    if (!http || service.resolution == mesh::Resolution::kAlias) return;
    VirtualHost* const added =
        Add(service.hostname, DomainsOf(service, hosts_.AliasesOf(service.hostname), proxy_domain_),
            service.object->resource(), service.object->span());
    if (!added) return;
    Action action;
    action.destinations.push_back(
        {parts_.clusters.Get(service.hostname, port_, ""), 1, {}, {}, {}, port->span});
    action.total_weight = 1;
    action.retries = CompileRetries(nullptr, parts_.mesh.config(), false);
    Route& route = parts_.table.routes.emplace_back();
    route.name = "default";
    route.action = std::make_shared<const Action>(std::move(action));
    route.origin = {service.object->resource(), {}, port->span, {}};
    added->routes.push_back(&route);
    if (const auto unused = unused_.find(&service); unused != unused_.end())
      added->omissions = unused->second;
  }

  /// Null when there is a virtual host of that name already.
  VirtualHost* Add(const std::string& host, std::vector<std::string> domains, std::string source,
                   source::Span span) {
    std::string name = fmt::format("{}:{}", host, port_);
    if (!vhost_names_.insert(name).second) return nullptr;
    VirtualHost& added = hosts_made_.emplace_back();
    added.name = std::move(name);
    added.domains = std::move(domains);
    added.source = std::move(source);
    added.span = span;
    known_.insert(host);
    return &added;
  }

  /// A domain belongs to the first virtual host that has it; a short form never hides the full name of
  /// another.
  void RemoveTakenDomains() {
    std::unordered_set<std::string> taken;
    for (VirtualHost& host : hosts_made_) {
      const std::string own = host.domains.front();
      std::erase_if(host.domains, [&](const std::string& domain) {
        return (domain != own && known_.contains(domain)) || !taken.insert(domain).second;
      });
    }
    std::erase_if(hosts_made_, [](const VirtualHost& host) { return host.domains.empty(); });
  }

  CompileParts& parts_;
  const EgressHosts& hosts_;
  const std::uint32_t port_;
  const std::vector<const mesh::Service*> services_;
  std::string proxy_domain_;
  mesh::HostNames names_;
  std::unordered_set<std::string> known_;
  std::unordered_set<std::string> vhost_names_;
  std::unordered_set<const mesh::Service*> claimed_;
  std::unordered_map<const mesh::Service*, std::vector<const Omission*>> unused_;
  std::vector<VirtualHost> hosts_made_;
};

}  // namespace

EgressHosts::EgressHosts(const Egress& egress, RuleBook& rules) : egress_(egress) {
  for (std::uint32_t i = 0; i < egress.virtual_services.size(); ++i) {
    const model::VirtualService* const service = egress.virtual_services[i];
    std::vector<std::string>& hosts = hosts_[service] = rules.HostsOf(*service);
    for (std::string& host : hosts) {
      std::ranges::transform(host, host.begin(), Lower);
      by_host_[host].push_back(i);
    }
  }
  by_host_.Freeze();
  for (const mesh::Service* service : egress.services) {
    if (service->resolution == mesh::Resolution::kAlias)
      aliases_[service->alias_of].push_back(service->hostname);
  }
}

std::vector<const model::VirtualService*> EgressHosts::Concerning(
    const std::vector<const mesh::Service*>& services) const {
  std::vector<std::uint32_t> numbers;
  for (const mesh::Service* service : services) {
    for (const auto& [host, of_host] : by_host_.Overlapping(service->hostname)) {
      numbers.insert(numbers.end(), of_host->begin(), of_host->end());
    }
  }
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  std::vector<const model::VirtualService*> concerning;
  for (const std::uint32_t number : numbers) concerning.push_back(egress_.virtual_services[number]);
  return concerning;
}

const model::VirtualService* EgressHosts::MostSpecific(std::string_view hostname) const {
  const std::vector<std::uint32_t>* const found = by_host_.MostSpecific(hostname);
  return found ? egress_.virtual_services[found->front()] : nullptr;
}

std::vector<std::string_view> EgressHosts::AliasesOf(std::string_view hostname) const {
  // Aliases of aliases count too; a name is never visited twice, so loops end.
  std::vector<std::string_view> found;
  std::vector<std::string_view> open = {hostname};
  while (!open.empty()) {
    const auto aliases = aliases_.find(open.back());
    open.pop_back();
    if (aliases == aliases_.end()) continue;
    for (const std::string_view alias : aliases->second) {
      if (alias == hostname || std::ranges::find(found, alias) != found.end()) continue;
      found.push_back(alias);
      open.push_back(alias);
    }
  }
  return found;
}

std::vector<VirtualHost> VirtualHostsFor(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port) {
  std::vector<const mesh::Service*> services;
  for (const mesh::Service* service : hosts.egress().services) {
    if (service->FindPort(port)) services.push_back(service);
  }
  const std::vector<const model::VirtualService*> virtual_services =
      port == kHttpPort ? hosts.egress().virtual_services : hosts.Concerning(services);
  return Builder(parts, hosts, port, std::move(services)).Build(virtual_services);
}

std::vector<VirtualHost> VirtualHostsFor(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port,
                                         const mesh::Service& service) {
  const std::vector<const model::VirtualService*> virtual_services = hosts.Concerning({&service});
  std::vector<VirtualHost> built = Builder(parts, hosts, port, {&service}).Build(virtual_services);
  std::erase_if(built, [&](const VirtualHost& host) { return host.domains.front() != service.hostname; });
  for (VirtualHost& host : built) host.domains = {"*"};
  return built;
}

}  // namespace meshctl::route
