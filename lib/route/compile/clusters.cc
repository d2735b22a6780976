// SPDX-License-Identifier: Apache-2.0
// A destination that leads nowhere still makes a cluster here: its name is what the user will find in config
// dumps, and its state says why Envoy answers 503.
#include "route/compile/clusters.h"

#include <fmt/format.h>

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::route {
namespace {

/// The part of a policy that holds for one port: an entry for the port replaces the whole policy.
const model::PortPolicy* PolicyFor(const model::TrafficPolicy* policy, std::uint32_t port) {
  if (!policy) return nullptr;
  for (const model::PortPolicy& level : policy->port_level) {
    if (level.port.value == port) return &level;
  }
  return policy;
}

const model::LoadBalancer* BalancerOf(const mesh::MergedRule& rule, const model::Subset* subset,
                                      std::uint32_t port) {
  if (subset && subset->traffic_policy) {
    const model::PortPolicy* const policy = PolicyFor(&*subset->traffic_policy, port);
    const bool port_level = policy != &*subset->traffic_policy;
    if (policy->load_balancer) return &*policy->load_balancer;
    if (port_level) return nullptr;
  }
  const model::PortPolicy* const policy = PolicyFor(rule.policy, port);
  return policy && policy->load_balancer ? &*policy->load_balancer : nullptr;
}

std::string DescribeHash(const model::ConsistentHash& hash) {
  if (!hash.http_header_name->empty()) return fmt::format("header `{}`", *hash.http_header_name);
  if (!hash.cookie_name->empty()) return fmt::format("cookie `{}`", *hash.cookie_name);
  if (!hash.http_query_parameter_name->empty()) {
    return fmt::format("query parameter `{}`", *hash.http_query_parameter_name);
  }
  return "source address";
}

std::string DescribeBalancer(const model::LoadBalancer* balancer) {
  if (!balancer) return "LEAST_REQUEST";
  if (balancer->consistent_hash) {
    const bool maglev = balancer->consistent_hash->maglev.value.value_or(false);
    return fmt::format("{} by {}", maglev ? "MAGLEV" : "RING_HASH", DescribeHash(*balancer->consistent_hash));
  }
  const bool unset =
      balancer->simple->empty() || *balancer->simple == "UNSPECIFIED" || *balancer->simple == "LEAST_CONN";
  return unset ? "LEAST_REQUEST" : std::string(*balancer->simple);
}

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

Endpoint Describe(const mesh::Endpoint& endpoint) {
  Endpoint described;
  described.address = endpoint.address;
  described.port = static_cast<std::uint16_t>(endpoint.port);
  described.weight = static_cast<std::uint32_t>(std::max<std::int64_t>(endpoint.weight, 1));
  if (endpoint.workload) {
    described.pod = fmt::format("{}/{}", endpoint.workload->ns, endpoint.name);
    described.workload = endpoint.workload;
    described.span = endpoint.workload->object->span();
  }
  return described;
}

}  // namespace

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
  std::string host = mesh::ExpandForRouting(*destination.host, ns, mesh_.config().short_name_domain);
  const mesh::Service* const service = Find(host, ns);
  std::uint32_t port = static_cast<std::uint32_t>(destination.port.value.value_or(0));
  if (port == 0) {
    const bool infer = table_.proxy.kind == Proxy::Kind::kGateway && service && service->ports.size() == 1;
    port = infer ? service->ports.front().number : listen_port;
  }
  const bool alias = service && service->resolution == mesh::Resolution::kAlias;
  // A sidecar looks destinations up among the services of the listen port only.
  const bool known =
      table_.proxy.kind == Proxy::Kind::kGateway || (service && service->FindPort(listen_port));
  if (alias && known) host = service->alias_of;
  return Get(host, port, *destination.subset);
}

const Cluster* Clusters::Get(std::string_view host, std::uint32_t port, std::string_view subset) {
  std::string name = fmt::format("outbound|{}|{}|{}", port, subset, host);
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
  std::vector<mesh::Endpoint> endpoints = mesh_.EndpointsOf(service, *port);
  const mesh::MergedRule* const rule = mesh_.destination_rules_by_host().Find(
      service.hostname, service.ns, table_.proxy.ns, table_.proxy.labels);
  if (rule) {
    const model::Object& object = *rule->rules.front()->object;
    cluster.destination_rule = object.span();
    cluster.destination_rule_name = object.resource();
    const model::LoadBalancer* const balancer =
        BalancerOf(*rule, rule->FindSubset(cluster.subset), cluster.port);
    cluster.load_balancer = DescribeBalancer(balancer);
    if (cluster.load_balancer == "PASSTHROUGH") cluster.kind = Cluster::Kind::kOriginalDst;
  }
  if (!cluster.subset.empty()) {
    if (!rule || !rule->FindSubset(cluster.subset)) {
      cluster.state = Cluster::State::kUnknownSubset;
      return;
    }
    FillSubset(cluster, *rule, endpoints);
  }
  for (const mesh::Endpoint& endpoint : endpoints) cluster.endpoints.push_back(Describe(endpoint));
  const bool needs_endpoints = cluster.kind == Cluster::Kind::kEndpoints;
  if (needs_endpoints && cluster.endpoints.empty()) cluster.state = Cluster::State::kNoEndpoints;
}

void Clusters::FillSubset(Cluster& cluster, const mesh::MergedRule& rule,
                          std::vector<mesh::Endpoint>& endpoints) {
  const model::Subset& subset = *rule.FindSubset(cluster.subset);
  cluster.subset_span = subset.span;
  std::erase_if(endpoints,
                [&](const mesh::Endpoint& endpoint) { return !endpoint.labels->Satisfy(subset.labels); });
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
const Cluster* Clusters::BlackHole() { return Special("BlackHoleCluster", Cluster::Kind::kBlackHole); }

}  // namespace meshctl::route
