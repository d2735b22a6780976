// SPDX-License-Identifier: Apache-2.0
// A second, slow and obvious reading of what VirtualServices mean for HTTP on port 80: straight from the
// manifests, without tables, indexes or any code of the engine; one sentence of the specification after the
// other. Covers what `small_mesh.h` makes. Never ships.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/request.h"
#include "mesh/mesh.h"

namespace meshctl::testing {

class RoutingOracle {
 public:
  explicit RoutingOracle(const mesh::Mesh& mesh) : mesh_(mesh) {}

  /// What a gateway labelled `istio: ingressgateway` does: `no virtual host`, `no route`, or the object and
  /// the field of the rule, an arrow, and the clusters with their weights.
  std::string AtGateway(const http::Request& request) const {
    std::vector<Host> hosts;
    for (const model::Gateway& gateway : mesh_.gateways()) {
      const std::string name = Text(*gateway.object->namespace_) + "/" + Text(*gateway.object->name);
      for (const model::Server& server : gateway.servers) AddServer(gateway, server, name, hosts);
    }
    // A gateway that serves no host has one for all, without rules.
    if (hosts.empty()) return "no route";
    const Host* const host = BestHost(hosts, request);
    if (!host) return "no virtual host";
    // Rules that match everything go last.
    std::vector<Entry> entries = host->entries;
    std::ranges::stable_partition(entries, [](const Entry& entry) { return !IsCatchAll(entry); });
    return FirstMatch(entries, request, true);
  }

  /// The same for the sidecar of a client in namespace `default` with the label `app: client`. Hosts nobody
  /// knows are `passed through`; a host without rules is `default` and the cluster.
  std::string AtSidecar(const http::Request& request) const {
    const std::vector<Host> hosts = SidecarHosts();
    const Host* const host = BestHost(hosts, request);
    if (!host) return "passed through";
    if (host->entries.empty()) return fmt::format("default -> outbound|80||{}", host->service);
    return FirstMatch(host->entries, request, false);
  }

 private:
  /// One match of one rule; `match` is null for a rule without any.
  struct Entry {
    const model::VirtualService* service;
    std::size_t rule;
    std::size_t number;
    const model::HttpMatch* match;
  };
  struct Host {
    std::string name;
    std::vector<std::string> domains;
    std::vector<Entry> entries;
    std::string service;
  };

  static std::string Text(std::string_view text) { return std::string(text); }

  static std::string Lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
  }

  static std::string FullName(std::string_view host, std::string_view ns) {
    if (host == "*" || host.find('.') != std::string_view::npos) return Text(host);
    return fmt::format("{}.{}.svc.cluster.local", host, ns);
  }

  static std::string GatewayName(std::string_view written, std::string_view ns) {
    if (written == "mesh" || written.find('/') != std::string_view::npos) return Text(written);
    const std::size_t dot = written.find('.');
    if (dot == std::string_view::npos) return fmt::format("{}/{}", ns, written);
    const std::string_view rest = written.substr(dot + 1);
    return fmt::format("{}/{}", rest.substr(0, rest.find('.')), written.substr(0, dot));
  }

  static bool Binds(const model::VirtualService& service, std::string_view gateway) {
    if (service.gateways.empty()) return gateway == "mesh";
    return std::ranges::any_of(service.gateways, [&](const model::Text& written) {
      return GatewayName(*written, service.ns()) == gateway;
    });
  }

  /// Whether every name that `narrow` stands for is one of `wide`.
  static bool Within(std::string_view narrow, std::string_view wide) {
    if (narrow == wide) return true;
    if (wide.front() != '*') return false;
    const std::string_view tail = wide.substr(1);
    const std::string_view own = narrow.front() == '*' ? narrow.substr(1) : narrow;
    return own.size() >= tail.size() && own.ends_with(tail);
  }

  void AddServer(const model::Gateway& gateway, const model::Server& server, const std::string& name,
                 std::vector<Host>& hosts) const {
    for (const model::VirtualService& service : mesh_.virtual_services()) {
      if (!Binds(service, name)) continue;
      const std::vector<Entry> entries = EntriesOf(service, name);
      if (entries.empty()) continue;
      std::vector<std::string> common;
      for (const model::Text& written : server.hosts) {
        std::string served = Text(*written);
        if (const std::size_t slash = served.find('/'); slash != std::string::npos) {
          std::string ns = served.substr(0, slash);
          if (ns == ".") ns = *gateway.object->namespace_;
          if (ns != "*" && ns != service.ns()) continue;
          served = served.substr(slash + 1);
        }
        for (const model::Text& wanted : service.hosts) {
          const std::string host = FullName(*wanted, service.ns());
          const std::string narrow = Within(served, host) ? served : Within(host, served) ? host : "";
          if (narrow.empty() || std::ranges::find(common, narrow) != common.end()) continue;
          common.push_back(narrow);
        }
      }
      for (const std::string& host : common) {
        Host& merged = Find(Lower(host), hosts);
        merged.entries.insert(merged.entries.end(), entries.begin(), entries.end());
      }
    }
  }

  static Host& Find(const std::string& name, std::vector<Host>& hosts) {
    for (Host& host : hosts) {
      if (host.name == name) return host;
    }
    return hosts.emplace_back(Host{name, {name}, {}, {}});
  }

  /// The matches of a VirtualService that concern a proxy, up to the first that matches everything.
  static std::vector<Entry> EntriesOf(const model::VirtualService& service, std::string_view gateway) {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < service.http.size(); ++i) {
      const model::HttpRoute& rule = service.http[i];
      if (rule.match.empty()) {
        entries.push_back({&service, i, 0, nullptr});
        return entries;
      }
      for (std::size_t j = 0; j < rule.match.size(); ++j) {
        if (!Concerns(rule.match[j], service, gateway)) continue;
        entries.push_back({&service, i, j, &rule.match[j]});
        if (IsCatchAll(entries.back())) return entries;
      }
    }
    return entries;
  }

  static bool Concerns(const model::HttpMatch& match, const model::VirtualService& service,
                       std::string_view gateway) {
    if (match.port.value && *match.port.value != 80) return false;
    if (!match.gateways.empty()) {
      return std::ranges::any_of(match.gateways, [&](const model::Text& written) {
        return GatewayName(*written, service.ns()) == gateway;
      });
    }
    const bool sidecar = gateway == "mesh";
    const std::string labels = match.source_labels.ToString();
    if (!labels.empty() && labels != (sidecar ? "app=client" : "istio=ingressgateway")) return false;
    const std::string_view ns = *match.source_namespace;
    return ns.empty() || ns == (sidecar ? "default" : "istio-system");
  }

  static bool IsCatchAll(const Entry& entry) {
    if (!entry.match) return true;
    const model::HttpMatch& match = *entry.match;
    if (!match.headers.empty() || !match.without_headers.empty() || !match.query_params.empty()) return false;
    if (match.method || match.authority || match.scheme) return false;
    if (!match.uri) return true;
    using Kind = model::StringMatch::Kind;
    if (match.uri->kind == Kind::kPresent) return true;
    if (match.uri->kind == Kind::kPrefix) return *match.uri->value == "/";
    return match.uri->kind == Kind::kRegex && *match.uri->value == ".*";
  }

  static bool Meets(const model::StringMatch& match, const std::string& value) {
    using Kind = model::StringMatch::Kind;
    const std::string want = Text(*match.value);
    if (match.kind == Kind::kExact) return value == want;
    if (match.kind == Kind::kPrefix) return value.rfind(want, 0) == 0;
    if (match.kind == Kind::kRegex) return std::regex_match(value, std::regex(want));
    return true;
  }

  /// Headers and parameters: an empty condition and the regular expression `*` ask for presence.
  static bool AsksForPresence(const model::StringMatch& match) {
    return match.value->empty() || (match.kind == model::StringMatch::Kind::kRegex && *match.value == "*");
  }

  static bool PathMeets(const model::HttpMatch& match, const std::string& path) {
    if (!match.uri) return true;
    const bool folds =
        match.ignore_uri_case.value.value_or(false) && match.uri->kind != model::StringMatch::Kind::kRegex;
    if (!folds) return Meets(*match.uri, path);
    const std::string want = Lower(*match.uri->value), have = Lower(path);
    return match.uri->kind == model::StringMatch::Kind::kExact ? have == want : have.rfind(want, 0) == 0;
  }

  static std::optional<std::string> Header(const http::Request& request, std::string_view name) {
    for (const http::Header& header : request.headers) {
      if (Lower(header.name) == Lower(name)) return header.value;
    }
    return std::nullopt;
  }

  static std::optional<std::string> Parameter(const http::Request& request, std::string_view name) {
    std::string rest = request.query + "&";
    while (!rest.empty()) {
      const std::string pair = rest.substr(0, rest.find('&'));
      rest = rest.substr(rest.find('&') + 1);
      if (pair.substr(0, pair.find('=')) != name || pair.empty()) continue;
      return pair.find('=') == std::string::npos ? "" : pair.substr(pair.find('=') + 1);
    }
    return std::nullopt;
  }

  static bool Matches(const Entry& entry, const http::Request& request) {
    if (!entry.match) return true;
    const model::HttpMatch& match = *entry.match;
    if (!PathMeets(match, request.path)) return false;
    if (match.method && !Meets(*match.method, request.method)) return false;
    if (match.authority && !Meets(*match.authority, request.authority)) return false;
    if (match.scheme && !Meets(*match.scheme, request.scheme)) return false;
    for (const model::NamedMatch& header : match.headers) {
      const auto value = Header(request, *header.name);
      if (!value || (!AsksForPresence(header.match) && !Meets(header.match, *value))) return false;
    }
    for (const model::NamedMatch& header : match.without_headers) {
      const auto value = Header(request, *header.name);
      if (AsksForPresence(header.match) ? value.has_value() : Meets(header.match, value.value_or("")))
        return false;
    }
    for (const model::NamedMatch& parameter : match.query_params) {
      const auto value = Parameter(request, *parameter.name);
      if (!value || (!AsksForPresence(parameter.match) && !Meets(parameter.match, *value))) return false;
    }
    return true;
  }

  std::string FirstMatch(const std::vector<Entry>& entries, const http::Request& request,
                         bool gateway) const {
    for (const Entry& entry : entries) {
      if (!Matches(entry, request)) continue;
      std::string field = fmt::format("spec.http[{}]", entry.rule);
      if (entry.match) field += fmt::format(".match[{}]", entry.number);
      return fmt::format("VirtualService {}/{} {} ->{}", entry.service->ns(), entry.service->name(), field,
                         Clusters(*entry.service, entry.service->http[entry.rule], gateway));
    }
    return "no route";
  }

  std::string Clusters(const model::VirtualService& service, const model::HttpRoute& rule,
                       bool gateway) const {
    std::string text;
    for (const model::HttpDestination& destination : rule.route) {
      const std::int64_t weight = rule.route.size() == 1 ? 1 : destination.weight.value.value_or(0);
      if (weight == 0) continue;
      const std::string host = FullName(*destination.destination.host, service.ns());
      text += fmt::format(" {}*outbound|{}|{}|{}", weight,
                          destination.destination.port.value.value_or(PortOf(host, gateway)),
                          *destination.destination.subset, host);
    }
    return text;
  }

  /// The port of a destination that names none: gateways take the service's only one.
  std::int64_t PortOf(const std::string& host, bool gateway) const {
    for (const mesh::Service& service : mesh_.services().all()) {
      if (gateway && service.hostname == host && service.ports.size() == 1)
        return service.ports.front().number;
    }
    return 80;
  }

  static const Host* BestHost(const std::vector<Host>& hosts, const http::Request& request) {
    std::string name = Lower(request.authority);
    name = name.substr(0, name.find(':'));
    const Host* best = nullptr;
    std::size_t best_rank = 0;
    for (const Host& host : hosts) {
      for (const std::string& domain : host.domains) {
        std::size_t rank = 0;
        if (domain == "*") {
          rank = 1;
        } else if (domain == name) {
          rank = 1'000'000;
        } else if (domain.front() == '*' && name.size() >= domain.size() &&
                   name.ends_with(domain.substr(1))) {
          rank = 1 + domain.size();
        }
        if (rank > best_rank) {
          best = &host;
          best_rank = rank;
        }
      }
    }
    return best;
  }

  /// The services with a port 80, in Istio's order.
  std::vector<std::string> Candidates() const {
    std::vector<std::string> names;
    for (const mesh::Service& service : mesh_.services().all()) {
      if (service.FindPort(80)) names.push_back(service.hostname);
    }
    return names;
  }

  /// The VirtualService whose host says most about a service: the exact name, else the longest wildcard; the
  /// first one of equals.
  const model::VirtualService* MostSpecific(const std::string& hostname) const {
    const model::VirtualService* best = nullptr;
    std::size_t best_rank = 0;
    for (const model::VirtualService& service : mesh_.virtual_services()) {
      if (!Binds(service, "mesh")) continue;
      for (const model::Text& written : service.hosts) {
        const std::string host = Lower(FullName(*written, service.ns()));
        if (!Within(hostname, host)) continue;
        const std::size_t rank = host == hostname ? 1'000'000 : host.size();
        if (rank > best_rank) {
          best = &service;
          best_rank = rank;
        }
      }
    }
    return best;
  }

  std::vector<Host> SidecarHosts() const {
    const std::vector<std::string> candidates = Candidates();
    std::vector<std::string> claimed;
    std::vector<Host> hosts;
    for (const model::VirtualService& service : mesh_.virtual_services()) {
      if (!Binds(service, "mesh")) continue;
      const std::vector<Entry> entries = EntriesOf(service, "mesh");
      if (entries.empty()) continue;
      std::vector<std::string> others, own;
      for (const model::Text& written : service.hosts) {
        const std::string host = Lower(FullName(*written, service.ns()));
        bool known = false;
        for (const std::string& candidate : candidates) {
          if (!Within(candidate, host)) continue;
          known = true;
          if (host.front() != '*' || MostSpecific(candidate) == &service) own.push_back(candidate);
        }
        if (!known) others.push_back(host);
      }
      for (const std::string& host : others) Add({host, {host}, entries, {}}, hosts);
      for (const std::string& host : own) {
        claimed.push_back(host);
        Add({host, DomainsOf(host), entries, host}, hosts);
      }
    }
    for (const std::string& host : candidates) {
      if (std::ranges::find(claimed, host) == claimed.end()) Add({host, DomainsOf(host), {}, host}, hosts);
    }
    RemoveTaken(candidates, hosts);
    return hosts;
  }

  /// Of virtual hosts with one name the first counts.
  static void Add(Host host, std::vector<Host>& hosts) {
    for (const Host& other : hosts) {
      if (other.name == host.name) return;
    }
    hosts.push_back(std::move(host));
  }

  /// A domain belongs to the first who has it, and a short form never hides another's full name.
  static void RemoveTaken(const std::vector<std::string>& candidates, std::vector<Host>& hosts) {
    std::vector<std::string> full = candidates, taken;
    for (const Host& host : hosts) full.push_back(host.name);
    for (Host& host : hosts) {
      std::vector<std::string> kept;
      for (const std::string& domain : host.domains) {
        const bool of_another = domain != host.name && std::ranges::find(full, domain) != full.end();
        if (of_another || std::ranges::find(taken, domain) != taken.end()) continue;
        taken.push_back(domain);
        kept.push_back(domain);
      }
      host.domains = kept;
    }
  }

  static std::vector<std::string> DomainsOf(const std::string& host) {
    const std::string name = host.substr(0, host.find('.'));
    const std::string rest = host.substr(name.size() + 1);
    const std::string ns = rest.substr(0, rest.find('.'));
    std::vector<std::string> domains = {host, host + ".", name + "." + ns, name + "." + ns + ".svc"};
    if (ns == "default") domains.push_back(name);
    return domains;
  }

  const mesh::Mesh& mesh_;
};

}  // namespace meshctl::testing
