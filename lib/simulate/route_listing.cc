// SPDX-License-Identifier: Apache-2.0
// Routes shadow each other only within one virtual host, and only a path that begins another one can contain
// it: earlier routes are looked up by their paths instead of being compared one by one.
#include "simulate/route_listing.h"

#include <fmt/format.h>

#include <charconv>

#include "http/request.h"
#include "route/cover.h"
#include "route/pattern_index.h"

namespace meshctl::simulate {
namespace {

/// `host` and the port behind it; 0: none.
struct Wanted {
  std::string_view host;
  std::uint32_t port = 0;
};

Wanted Split(std::string_view text) {
  Wanted wanted{http::WithoutPort(text)};
  if (wanted.host.size() < text.size()) {
    const std::string_view digits = text.substr(wanted.host.size() + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), wanted.port);
  }
  return wanted;
}

bool IsForUnknownNames(const route::VirtualHost& host) {
  return host.domains.size() == 1 && host.domains.front() == "*" && !host.span;
}

/// Whether people in namespace `ns` who say `host` mean the service `name`.
bool Means(std::string_view host, std::string_view name, std::string_view ns) {
  if (name == host) return true;
  if (!name.starts_with(host) || name.size() == host.size() || name[host.size()] != '.') return false;
  const std::string_view rest = name.substr(host.size() + 1);
  return rest.starts_with("svc.") || rest.starts_with(fmt::format("{}.svc.", ns)) || host.ends_with(".svc");
}

class Lister {
 public:
  Lister(const route::RouteTable& table, std::string_view host) : table_(table), wanted_(Split(host)) {
    listing_.table = &table;
    listing_.host = host;
  }

  Listing Run() {
    for (const route::Listener& listener : table_.listeners) {
      if (listener.inbound || !IsWanted(listener)) continue;
      for (const route::FilterChain& chain : listener.chains) Add(listener, chain);
      // What fits nothing else is said once, by the catch-all, and only to who asks for everything.
      if (listener.fallback && wanted_.host.empty() && listener.port == 0)
        listing_.chains.push_back({&listener, &*listener.fallback});
    }
    return std::move(listing_);
  }

 private:
  bool IsWanted(const route::Listener& listener) const {
    if (wanted_.port == 0) return true;
    return listener.port == table_.TargetOf(static_cast<std::uint16_t>(wanted_.port));
  }

  void Add(const route::Listener& listener, const route::FilterChain& chain) {
    if (!chain.http) {
      if (wanted_.host.empty() || Leads(chain)) listing_.chains.push_back({&listener, &chain});
      return;
    }
    if (wanted_.host.empty()) {
      for (const route::VirtualHost& host : chain.http->hosts) AddHost(*chain.http, host);
    } else if (const route::VirtualHost* host = Find(*chain.http)) {
      AddHost(*chain.http, *host);
    }
  }

  const route::VirtualHost* Find(const route::RouteConfig& config) const {
    const auto index = config.domains.Find(wanted_.host);
    if (!index) return nullptr;
    const route::VirtualHost& host = config.hosts[*index];
    if (IsForUnknownNames(host)) return nullptr;
    const bool for_every_name = table_.proxy.kind == route::Proxy::Kind::kSidecar &&
                                host.domains.size() == 1 && host.domains.front() == "*";
    // The address has said which service is meant, so that the name has to say it here.
    if (for_every_name && !Means(wanted_.host, http::WithoutPort(host.name), table_.proxy.workload_ns))
      return nullptr;
    return &host;
  }

  bool Leads(const route::FilterChain& chain) const {
    for (const std::string& name : chain.server_names) {
      if (name == wanted_.host || (name.starts_with('*') && wanted_.host.ends_with(name.substr(1))))
        return true;
    }
    for (const route::Destination& destination : chain.tcp) {
      if (Means(wanted_.host, destination.cluster->host, table_.proxy.workload_ns)) return true;
    }
    return false;
  }

  void AddHost(const route::RouteConfig& config, const route::VirtualHost& host) {
    ListedHost listed{&config, &host, {}};
    route::PatternIndex earlier;
    for (std::size_t i = 0; i < host.routes.size(); ++i) {
      const route::RouteMatch& match = host.routes[i]->match;
      const route::Pattern path = route::PatternOf(match.path);
      ListedRoute line{host.routes[i]};
      for (const std::size_t j : earlier.Candidates(path)) {
        if (!route::Covers(host.routes[j]->match, match)) continue;
        line.shadowed_by = static_cast<int>(j);
        break;
      }
      listed.routes.push_back(line);
      earlier.Add(path, i);
    }
    listing_.hosts.push_back(std::move(listed));
  }

  const route::RouteTable& table_;
  const Wanted wanted_;
  Listing listing_;
};

}  // namespace

Listing List(const route::RouteTable& table, std::string_view host) { return Lister(table, host).Run(); }

std::vector<std::string_view> ListedNames(const route::RouteTable& table) {
  std::vector<std::string_view> names;
  for (const route::RouteConfig& config : table.configs) {
    for (const route::VirtualHost& host : config.hosts) {
      for (const std::string& domain : host.domains) {
        if (domain != "*") names.push_back(domain);
      }
    }
  }
  return names;
}

}  // namespace meshctl::simulate
