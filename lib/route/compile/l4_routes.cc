// SPDX-License-Identifier: Apache-2.0
// Connections are routed by what is seen of them before any byte is read: the address dialled and, for TLS,
// the server name. All else that a match may ask for is decided here, since the client is known. The rules
// and their quirks are those of istiod's buildSidecarOutboundTLSFilterChainOpts and
// buildSidecarOutboundTCPFilterChainOpts.
#include "route/compile/l4_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "mesh/host.h"
#include "route/compile/rules.h"
#include "route/filter_chain.h"

namespace meshctl::route {
namespace {

/// The ranges as Envoy gets them: what is no range and the unspecified address ask for nothing.
std::vector<Cidr> Ranges(const std::vector<std::string>& texts) {
  std::vector<Cidr> ranges;
  for (const std::string& text : texts) {
    const std::optional<Cidr> range = ParseCidr(text);
    if (range && !text.starts_with("0.0.0.0")) ranges.push_back(*range);
  }
  return ranges;
}

std::vector<std::string> Copies(const std::vector<model::Text>& texts) {
  std::vector<std::string> copies;
  copies.reserve(texts.size());
  for (const model::Text& text : texts) copies.emplace_back(*text);
  return copies;
}

class ChainMaker {
 public:
  ChainMaker(const L4Port& port, const std::vector<const model::VirtualService*>& rules, Clusters& clusters,
             RouteTable& table)
      : port_(port), rules_(rules), clusters_(clusters), table_(table), ranges_(port.ranges) {}

  std::vector<FilterChain> Make(const std::vector<std::string_view>& aliases) {
    const bool tls = mesh::IsTls(port_.protocol);
    const bool done = tls ? AddTlsRules() : AddTcpRules();
    if (!done) AddOwn(tls, aliases);
    OmitOtherRules(tls);
    for (FilterChain& chain : chains_) chain.omissions = omissions_;
    return std::move(chains_);
  }

 private:
  /// The rule that took what a later one wants.
  struct Taken {
    std::string field;
    const model::VirtualService* service = nullptr;
  };

  FilterChain& Add() {
    FilterChain& chain = chains_.emplace_back();
    chain.owner = port_.service.object->resource();
    chain.span = port_.written ? port_.written->span : port_.service.object->span();
    chain.server = fmt::format("{}/{}", port_.number, mesh::Name(port_.protocol));
    return chain;
  }

  void Omit(Origin origin, std::string reason) {
    table_.omissions.push_back({std::move(origin), std::move(reason)});
    omissions_.push_back(&table_.omissions.back());
  }

  /// Why a match does not concern the proxy at all; empty: it does.
  std::string NotForProxy(const model::L4Match& match, std::string_view ns) const {
    const std::int64_t port = match.port.value.value_or(0);
    if (port != 0 && port != port_.number)
      return fmt::format("it is for port {} and this is port {}", port, port_.number);
    const bool here = match.gateways.empty() || std::ranges::any_of(match.gateways, [&](const auto& gateway) {
                        return mesh::ResolveGatewayName(*gateway, ns) == "mesh";
                      });
    if (!here) return "its `gateways` do not name `mesh`";
    if (!table_.proxy.labels.Satisfy(match.source_labels))
      return fmt::format("it is for clients labelled `{}`", match.source_labels.ToString());
    if (!match.source_namespace->empty() && *match.source_namespace != table_.proxy.workload_ns)
      return fmt::format("it is for clients of namespace `{}`", *match.source_namespace);
    return {};
  }

  /// Whether some match holds for this proxy: then the service has no chain of its own.
  bool AddTlsRules() {
    std::unordered_map<std::string, Taken> taken;
    for (const model::VirtualService* service : rules_) {
      for (std::size_t i = 0; i < service->tls.size(); ++i) {
        const model::L4Route& route = service->tls[i];
        const std::string field = fmt::format("spec.tls[{}]", i);
        if (route.route.empty() || route.match.empty()) {
          Omit(L4Origin(*service, field, route, nullptr),
               route.route.empty() ? "it has no `route`" : "without a `match` it takes no connection");
          continue;
        }
        for (const model::L4Match& match : route.match) AddTlsMatch(*service, field, route, match, taken);
      }
    }
    return !taken.empty();
  }

  void AddTlsMatch(const model::VirtualService& service, const std::string& field,
                   const model::L4Route& route, const model::L4Match& match,
                   std::unordered_map<std::string, Taken>& taken) {
    Origin origin = L4Origin(service, field, route, &match);
    if (std::string reason = NotForProxy(match, service.ns()); !reason.empty())
      return Omit(std::move(origin), std::move(reason));
    // Subnets once given stay in force for the matches of this service that follow and give none.
    if (!match.destination_subnets.empty() && port_.number != 0) ranges_ = Copies(match.destination_subnets);
    const std::vector<std::string> names = Copies(match.sni_hosts);
    const std::string key =
        fmt::format("{}|{}", fmt::join(names, ","), fmt::join(Copies(match.destination_subnets), ","));
    const auto [place, fresh] = taken.try_emplace(key, Taken{origin.field, &service});
    if (!fresh) {
      return Omit(std::move(origin), fmt::format("{} of {} asks for the same and comes first",
                                                 place->second.field, NameOf(*place->second.service)));
    }
    FilterChain& chain = Add();
    chain.server_names = names;
    chain.destinations = Ranges(ranges_);
    chain.tcp = L4Destinations(route, service, port_.number, clusters_);
    chain.origin = std::move(origin);
  }

  /// Whether some rule takes every connection that gets so far.
  bool AddTcpRules() {
    std::optional<Taken> terminal;
    bool own_ranges_taken = false;
    for (const model::VirtualService* service : rules_) {
      for (std::size_t i = 0; i < service->tcp.size(); ++i) {
        const model::L4Route& route = service->tcp[i];
        const std::string field = fmt::format("spec.tcp[{}]", i);
        if (terminal || route.route.empty()) {
          Omit(L4Origin(*service, field, route, nullptr),
               terminal ? fmt::format("it stands behind {} of {}, which takes every connection",
                                      terminal->field, NameOf(*terminal->service))
                        : std::string("it has no `route`"));
        } else if (AddTcpRule(*service, field, route, own_ranges_taken)) {
          terminal = Taken{field, service};
        }
      }
    }
    return terminal || own_ranges_taken;
  }

  bool AddTcpRule(const model::VirtualService& service, const std::string& field, const model::L4Route& route,
                  bool& own_ranges_taken) {
    if (route.match.empty()) return AddTcpChain(service, field, route, nullptr, ranges_);
    std::vector<std::string> subnets;
    const model::L4Match* first = nullptr;
    for (const model::L4Match& match : route.match) {
      if (std::string reason = NotForProxy(match, service.ns()); !reason.empty()) {
        Omit(L4Origin(service, field, route, &match), std::move(reason));
        continue;
      }
      if (match.destination_subnets.empty() || port_.number == 0)
        return AddTcpChain(service, field, route, &match, ranges_);
      if (!first) first = &match;
      for (const model::Text& subnet : match.destination_subnets) subnets.emplace_back(*subnet);
    }
    if (subnets.empty()) return false;
    AddTcpChain(service, field, route, first, subnets);
    // Two chains that ask for the same would make Envoy refuse both.
    std::vector<std::string> own = port_.ranges;
    std::ranges::sort(own);
    std::ranges::sort(subnets);
    own_ranges_taken |= own == subnets;
    return false;
  }

  /// Always true: such a chain takes all that comes so far.
  bool AddTcpChain(const model::VirtualService& service, const std::string& field,
                   const model::L4Route& route, const model::L4Match* match,
                   const std::vector<std::string>& ranges) {
    FilterChain& chain = Add();
    chain.destinations = Ranges(ranges);
    chain.tcp = L4Destinations(route, service, port_.number, clusters_);
    chain.origin = L4Origin(service, field, route, match);
    return true;
  }

  /// The chain that sends connections to the service itself.
  void AddOwn(bool tls, const std::vector<std::string_view>& aliases) {
    const std::vector<mesh::ServicePort>& ports = port_.service.ports;
    const std::uint32_t number = ports.size() == 1 ? ports.front().number : port_.number;
    FilterChain& chain = Add();
    chain.destinations = Ranges(ranges_);
    if (tls && port_.by_name) {
      chain.server_names = {port_.service.hostname};
      chain.server_names.insert(chain.server_names.end(), aliases.begin(), aliases.end());
    }
    chain.tcp.push_back({clusters_.Get(port_.service.hostname, number, ""), 1, {}, {}, {}, chain.span});
    chain.origin = {chain.owner, {}, chain.span, {}};
  }

  /// Rules of other kinds that somebody may wonder about.
  void OmitOtherRules(bool tls) {
    const bool sniffed = port_.protocol == mesh::Protocol::kAuto;
    const std::string port = fmt::format("port {} is {}", port_.number, mesh::Name(port_.protocol));
    for (const model::VirtualService* service : rules_) {
      const auto& others = tls ? service->tcp : service->tls;
      for (std::size_t i = 0; i < others.size(); ++i) {
        Omit(L4Origin(*service, fmt::format("spec.{}[{}]", tls ? "tcp" : "tls", i), others[i], nullptr),
             sniffed ? "the port does not say that it is TLS, so that only `http` and `tcp` rules count"
                     : fmt::format("{}, so that only `{}` rules count", port, tls ? "tls" : "tcp"));
      }
      if (sniffed || service->http.empty()) continue;
      const source::Span span = service->http.front().span;
      Omit({NameOf(*service), "spec.http", span, {}},
           fmt::format("{}, so that only `{}` rules count", port, tls ? "tls" : "tcp"));
    }
  }

  const L4Port& port_;
  const std::vector<const model::VirtualService*>& rules_;
  Clusters& clusters_;
  RouteTable& table_;
  std::vector<std::string> ranges_;
  std::vector<FilterChain> chains_;
  std::vector<const Omission*> omissions_;
};

}  // namespace

std::vector<Destination> L4Destinations(const model::L4Route& route, const model::VirtualService& service,
                                        std::uint32_t listen_port, Clusters& clusters) {
  std::vector<Destination> destinations;
  const bool only = route.route.size() == 1;
  for (const model::L4Destination& source : route.route) {
    const std::int64_t weight = only ? 1 : source.weight.value.value_or(0);
    if (weight <= 0) continue;
    Destination& destination = destinations.emplace_back();
    destination.cluster = clusters.GetForConnection(source.destination, service.ns(), listen_port);
    destination.weight = static_cast<std::uint32_t>(weight);
    destination.span = source.span;
  }
  return destinations;
}

Origin L4Origin(const model::VirtualService& service, std::string_view field, const model::L4Route& route,
                const model::L4Match* match) {
  if (route.derived) return OriginOf(*route.derived);
  Origin origin{NameOf(service), std::string(field), route.span, {}};
  if (match) {
    origin.field += fmt::format(".match[{}]", match - route.match.data());
    origin.match = match->span;
  }
  return origin;
}

std::vector<FilterChain> L4ChainsFor(const L4Port& port,
                                     const std::vector<const model::VirtualService*>& rules,
                                     const std::vector<std::string_view>& aliases, Clusters& clusters,
                                     RouteTable& table) {
  return ChainMaker(port, rules, clusters, table).Make(aliases);
}

}  // namespace meshctl::route
