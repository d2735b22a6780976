// SPDX-License-Identifier: Apache-2.0
// A destination that leads nowhere still makes a cluster here: its name is what the user will find in config
// dumps, and its state says why Envoy answers 503.
#include "route/compile/clusters.h"

#include <fmt/format.h>

#include <algorithm>

#include "mesh/host.h"
#include "mesh/traffic_policy.h"
#include "route/compile/locality.h"
#include "route/compile/traffic_policy.h"

namespace meshctl::route {
namespace {

Cluster::Kind KindOf(mesh::Resolution resolution, Proxy::Kind proxy) {
  switch (resolution) {
    case mesh::Resolution::kStatic:
      return Cluster::Kind::kEndpoints;
    case mesh::Resolution::kPassthrough:
      return proxy == Proxy::Kind::kGateway ? Cluster::Kind::kEndpoints : Cluster::Kind::kOriginalDst;
    case mesh::Resolution::kDns:
    case mesh::Resolution::kDnsRoundRobin:
    case mesh::Resolution::kDynamicDns:
    case mesh::Resolution::kAlias:
      break;
  }
  return Cluster::Kind::kDns;
}

Endpoint Describe(const mesh::Endpoint& endpoint, const Place& place) {
  Endpoint described;
  described.address = endpoint.address;
  described.port = static_cast<std::uint16_t>(endpoint.port);
  described.weight = place.weight;
  described.priority = place.priority;
  described.locality = place.locality.ToString();
  described.ready = endpoint.ready;
  described.span = endpoint.span;
  if (endpoint.workload) {
    described.pod = fmt::format("{}/{}", endpoint.workload->ns, endpoint.name);
    described.workload = endpoint.workload;
  }
  return described;
}

}  // namespace

Clusters::Clusters(const mesh::Mesh& mesh, const Scope& scope, RouteTable& table)
    : mesh_(mesh), scope_(scope), table_(table), transports_(mesh) {
  if (table.proxy.workload) locality_ = mesh::LocalityOf(mesh, *table.proxy.workload);
}

const mesh::Service* Clusters::Find(std::string_view host, std::string_view ns) const {
  if (table_.proxy.kind == Proxy::Kind::kGateway) {
    for (const mesh::Service* service : mesh_.services().OfHost(host)) {
      if (service->ns == ns && service->export_to.Includes(table_.proxy.ns)) return service;
    }
  }
  return scope_.Find(host);
}

const Cluster* Clusters::Get(const model::Destination& destination, std::string_view ns,
                             std::uint32_t listen_port) {
  if (destination.host->empty()) return Refused(destination.refusal);
  std::string host = destination.complete
                         ? std::string(*destination.host)
                         : mesh::ExpandForRouting(*destination.host, ns, mesh_.config().short_name_domain);
  const mesh::Service* const service = Find(host, ns);
  std::uint32_t port = static_cast<std::uint32_t>(destination.port.value.value_or(0));
  if (port == 0) {
    const bool whole = table_.proxy.kind == Proxy::Kind::kGateway || listen_port == 0;
    const bool infer = whole && service && service->ports.size() == 1;
    port = infer ? service->ports.front().number : listen_port;
  }
  const bool alias = service && service->resolution == mesh::Resolution::kAlias;
  // A sidecar looks destinations up among the services of the listen port only.
  const bool known = table_.proxy.kind == Proxy::Kind::kGateway || listen_port == 0 ||
                     (service && service->FindPort(listen_port));
  if (alias && known) host = service->alias_of;
  return Get(host, port, *destination.subset);
}

const Cluster* Clusters::GetForConnection(const model::Destination& destination, std::string_view ns,
                                          std::uint32_t listen_port) {
  std::string host = mesh::ExpandForRouting(*destination.host, ns, mesh_.config().short_name_domain);
  const mesh::Service* const service = scope_.Find(host);
  std::uint32_t port = static_cast<std::uint32_t>(destination.port.value.value_or(0));
  if (port == 0) port = service && service->ports.size() == 1 ? service->ports.front().number : listen_port;
  if (service && service->resolution == mesh::Resolution::kAlias) host = service->alias_of;
  return Get(host, port, *destination.subset);
}

const Cluster* Clusters::Get(std::string_view host, std::uint32_t port, std::string_view subset) {
  return Named(fmt::format("outbound|{}|{}|{}", port, subset, host), host, port, subset);
}

std::vector<const Cluster*> Clusters::ForServerNames(const mesh::Service& service, std::uint32_t port) {
  const auto named = [&](std::string_view subset) {
    return Named(fmt::format("outbound_.{}_.{}_.{}", port, subset, service.hostname), service.hostname, port,
                 subset);
  };
  std::vector<const Cluster*> clusters = {named("")};
  if (const mesh::MergedRule* const rule = RuleFor(service)) {
    for (const model::Subset* subset : rule->subsets) clusters.push_back(named(*subset->name));
  }
  return clusters;
}

const Cluster* Clusters::Named(std::string name, std::string_view host, std::uint32_t port,
                               std::string_view subset) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
  Cluster& cluster = table_.clusters.emplace_back();
  cluster.name = name;
  cluster.host = host;
  cluster.port = port;
  cluster.subset = subset;
  by_name_.emplace(std::move(name), &cluster);
  if (const mesh::Service* service = scope_.Find(host)) {
    Fill(cluster, *service);
  } else {
    cluster.state = Cluster::State::kUnknownHost;
  }
  return &cluster;
}

void Clusters::Fill(Cluster& cluster, const mesh::Service& service) {
  cluster.service = service.object->span();
  cluster.kind = KindOf(service.resolution, table_.proxy.kind);
  const mesh::ServicePort* const port = service.FindPort(cluster.port);
  if (!port || port->protocol == mesh::Protocol::kUdp || service.resolution == mesh::Resolution::kAlias) {
    cluster.state = Cluster::State::kUnknownPort;
    return;
  }
  if (cluster.kind == Cluster::Kind::kOriginalDst && service.entry && port->target_number != port->number)
    cluster.port_override = port->target_number;
  const mesh::MergedRule* const rule = RuleFor(service);
  const model::Subset* const subset = rule ? rule->FindSubset(cluster.subset) : nullptr;
  if (rule) {
    const model::Object& object = *rule->rules.front()->object;
    cluster.destination_rule = object.span();
    cluster.destination_rule_name = object.resource();
  }
  const mesh::EffectivePolicy policy = mesh::PolicyOf(rule, subset, cluster.port, mesh_.config());
  cluster.policy = CompilePolicy(policy, mesh_.config());
  cluster.load_balancer = Describe(cluster.policy.load_balancing);
  if (cluster.load_balancer == "PASSTHROUGH") cluster.kind = Cluster::Kind::kOriginalDst;
  std::vector<mesh::Endpoint> endpoints = mesh_.EndpointsOf(service, *port);
  if (!cluster.subset.empty()) {
    if (!subset) {
      cluster.state = Cluster::State::kUnknownSubset;
      return;
    }
    cluster.subset_span = subset->span;
    std::erase_if(endpoints,
                  [&](const mesh::Endpoint& endpoint) { return !endpoint.labels->Satisfy(subset->labels); });
  }
  // Clients that may use every endpoint when too few are well must not know of those that are not ready.
  if (cluster.policy.outlier_detection && cluster.policy.outlier_detection->min_health_percent > 0)
    std::erase_if(endpoints, [](const mesh::Endpoint& endpoint) { return !endpoint.ready; });
  cluster.sending = transports_.SendingOf(*table_.client, service, *port, cluster.subset);
  FillEndpoints(cluster, service, std::move(endpoints), policy);
  const bool needs_endpoints = cluster.kind == Cluster::Kind::kEndpoints;
  if (needs_endpoints && std::ranges::none_of(cluster.endpoints, &Endpoint::ready))
    cluster.state = Cluster::State::kNoEndpoints;
}

void Clusters::FillEndpoints(Cluster& cluster, const mesh::Service& service,
                             std::vector<mesh::Endpoint> endpoints, const mesh::EffectivePolicy& policy) {
  const std::vector<Place> places = PlacesOf(mesh_,
                                             {.service = service,
                                              .client = locality_,
                                              .client_labels = table_.proxy.labels,
                                              .balancer = policy.load_balancer,
                                              .detects_outliers = policy.outlier_detection != nullptr},
                                             endpoints);
  cluster.endpoints.reserve(endpoints.size());
  // Pods of one workload come in a row and are reached in one way.
  const mesh::Endpoint* last = nullptr;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const mesh::Endpoint& endpoint = endpoints[i];
    if (places[i].left_out) continue;
    Endpoint described = Describe(endpoint, places[i]);
    const bool same =
        last && endpoint.workload && last->workload == endpoint.workload && last->port == endpoint.port;
    described.transport =
        same ? cluster.endpoints.back().transport
             : std::make_shared<const mesh::Transport>(transports_.Reach(*cluster.sending, endpoint));
    cluster.endpoints.push_back(std::move(described));
    last = &endpoint;
  }
}

const mesh::MergedRule* Clusters::RuleFor(const mesh::Service& service) const {
  return mesh_.destination_rules_by_host().Find(service.hostname, service.ns, table_.proxy.ns,
                                                table_.proxy.labels);
}

std::shared_ptr<const HashKey> Clusters::HashOf(const mesh::Service& service, std::uint32_t port) const {
  return route::HashOf(RuleFor(service), port);
}

std::shared_ptr<const HashKey> Clusters::HashOf(const model::Destination& destination,
                                                std::string_view ns) const {
  const std::string host = mesh::ExpandForRouting(*destination.host, ns, mesh_.config().short_name_domain);
  const mesh::Service* const service = Find(host, ns);
  return service ? route::HashOf(RuleFor(*service), destination) : nullptr;
}

const Cluster* Clusters::Refused(std::string_view reason) {
  // Envoy has one name for all of them; the reasons differ.
  std::string key = fmt::format("UnknownService {}", reason);
  if (const auto found = by_name_.find(key); found != by_name_.end()) return found->second;
  Cluster& cluster = table_.clusters.emplace_back();
  cluster.name = "UnknownService";
  cluster.state = Cluster::State::kRefused;
  cluster.refusal = reason;
  by_name_.emplace(std::move(key), &cluster);
  return &cluster;
}

const Cluster* Clusters::Special(std::string_view name, Cluster::Kind kind) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
  Cluster& cluster = table_.clusters.emplace_back();
  cluster.name = name;
  cluster.kind = kind;
  by_name_.emplace(name, &cluster);
  return &cluster;
}

const Cluster* Clusters::Passthrough() { return Special("PassthroughCluster", Cluster::Kind::kOriginalDst); }
const Cluster* Clusters::InboundPassthrough() {
  return Special("InboundPassthroughCluster", Cluster::Kind::kOriginalDst);
}
const Cluster* Clusters::DynamicDns() { return Special("AllowAnyDynamicDNSCluster", Cluster::Kind::kDns); }
const Cluster* Clusters::BlackHole() { return Special("BlackHoleCluster", Cluster::Kind::kBlackHole); }

}  // namespace meshctl::route
