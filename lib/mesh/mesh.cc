// SPDX-License-Identifier: Apache-2.0
// Sorts the objects of a mesh, decodes them and builds every index, once. What an index means is written in
// the file of that index; here they only come together.
#include "mesh/mesh.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "mesh/allocated_addresses.h"
#include "mesh/host.h"
#include "mesh/pods.h"
#include "mesh/postings.h"
#include "mesh/selector_index.h"

namespace meshctl::mesh {
namespace {

using GroupAndKind = std::pair<std::string_view, std::string_view>;
using ByKind = std::map<GroupAndKind, std::vector<const model::Object*>>;

/// The objects that count, by kind and in Istio's order.
ByKind Sorted(const model::Manifests& manifests) {
  ByKind by_kind;
  for (const model::Object& object : manifests.objects()) {
    if (manifests.Counts(object)) by_kind[{object.group, *object.kind}].push_back(&object);
  }
  for (auto& [_, objects] : by_kind) {
    std::ranges::stable_sort(objects, [](const auto* a, const auto* b) { return model::Older(*a, *b); });
  }
  return by_kind;
}

template <typename T>
std::deque<T> Decoded(const ByKind& by_kind, GroupAndKind kind, T (*decode)(const model::Object&)) {
  std::deque<T> decoded;
  if (auto objects = by_kind.find(kind); objects != by_kind.end()) {
    for (const model::Object* object : objects->second) decoded.push_back(decode(*object));
  }
  return decoded;
}

/// Puts derived objects among those that were written.
template <typename T>
void Join(std::deque<T> derived, std::deque<T>& written) {
  if (derived.empty()) return;
  std::ranges::move(derived, std::back_inserter(written));
  std::ranges::stable_sort(written,
                           [](const T& a, const T& b) { return model::Older(*a.object, *b.object); });
}

std::deque<model::Workload> DecodedWorkloads(const ByKind& by_kind) {
  std::deque<model::Workload> decoded;
  for (const auto& [_, objects] : by_kind) {
    if (!model::IsWorkload(*objects.front())) continue;
    for (const model::Object* object : objects) decoded.push_back(model::DecodeWorkload(*object));
  }
  return decoded;
}

}  // namespace

struct Mesh::State {
  State(model::Manifests from, MeshConfig with, Derived made);

  MeshConfig config;
  model::Manifests manifests;
  Derived derived;  ///< its gateways and VirtualServices have been moved to the others
  ByKind by_kind;

  std::deque<model::Gateway> gateways;
  std::deque<model::VirtualService> virtual_services;
  std::deque<model::DestinationRule> destination_rules;
  std::deque<model::ServiceEntry> service_entries;
  std::deque<model::WorkloadEntry> workload_entries;
  std::deque<model::Sidecar> sidecars;
  std::deque<model::PeerAuthentication> peer_authentications;
  std::deque<model::RequestAuthentication> request_authentications;
  std::deque<model::AuthorizationPolicy> authorization_policies;
  std::deque<model::Service> kubernetes_services;
  std::deque<model::Workload> pod_workloads;
  std::deque<Namespace> namespaces;

  std::deque<std::string> allocated_addresses;
  ServiceDirectory directory;
  Workloads workloads;
  EndpointDirectory endpoints;
  DestinationRules rules_by_host;

  std::unordered_map<const model::Object*, const model::Gateway*> gateway_of;
  std::unordered_map<const model::Object*, const model::VirtualService*> virtual_service_of;
  std::unordered_map<std::string_view, const Namespace*> namespace_of_name;
  std::unordered_map<const model::VirtualService*, ExportTo> exports;
  std::unordered_map<std::string, std::vector<const model::VirtualService*>> by_gateway;
  SelectorIndex gateway_selectors;  // one scope, the empty text
  std::vector<const model::Gateway*> gateways_of_services;
  SelectorIndex service_selectors;  // by namespace; numbers are places in the directory
  SelectorIndex sidecar_selectors;  // by namespace
  std::unordered_map<std::string_view, const model::Sidecar*> sidecar_of_namespace;

 private:
  void Decode();
  void IndexServices();
  void IndexEndpoints();
  void IndexVirtualServices();
  void IndexSelectors();
};

Mesh::State::State(model::Manifests from, MeshConfig with, Derived made)
    : config(std::move(with)), manifests(std::move(from)), derived(std::move(made)) {
  Decode();
  IndexServices();
  IndexEndpoints();
  IndexVirtualServices();
  IndexSelectors();
  rules_by_host = DestinationRules(destination_rules, config);
}

void Mesh::State::Decode() {
  using namespace model;
  by_kind = Sorted(manifests);
  gateways = Decoded(by_kind, {kNetworking, "Gateway"}, DecodeGateway);
  virtual_services = Decoded(by_kind, {kNetworking, "VirtualService"}, DecodeVirtualService);
  destination_rules = Decoded(by_kind, {kNetworking, "DestinationRule"}, DecodeDestinationRule);
  service_entries = Decoded(by_kind, {kNetworking, "ServiceEntry"}, DecodeServiceEntry);
  workload_entries = Decoded(by_kind, {kNetworking, "WorkloadEntry"}, DecodeWorkloadEntry);
  sidecars = Decoded(by_kind, {kNetworking, "Sidecar"}, DecodeSidecar);
  peer_authentications = Decoded(by_kind, {kSecurity, "PeerAuthentication"}, DecodePeerAuthentication);
  request_authentications =
      Decoded(by_kind, {kSecurity, "RequestAuthentication"}, DecodeRequestAuthentication);
  authorization_policies = Decoded(by_kind, {kSecurity, "AuthorizationPolicy"}, DecodeAuthorizationPolicy);
  kubernetes_services = Decoded(by_kind, {kCore, "Service"}, DecodeService);
  pod_workloads = DecodedWorkloads(by_kind);
  namespaces = Decoded<Namespace>(by_kind, {kCore, "Namespace"},
                                  [](const Object& object) { return Namespace{.object = &object}; });
  Join(std::move(derived.gateways), gateways);
  Join(std::move(derived.virtual_services), virtual_services);
  for (const Gateway& gateway : gateways) gateway_of.emplace(gateway.object, &gateway);
  for (const VirtualService& service : virtual_services) virtual_service_of.emplace(service.object, &service);
  for (const Namespace& ns : namespaces) namespace_of_name.emplace(ns.name(), &ns);
}

void Mesh::State::IndexServices() {
  std::vector<Service> services;
  services.reserve(kubernetes_services.size() + service_entries.size());
  for (const model::Service& service : kubernetes_services)
    services.push_back(FromKubernetes(service, config));
  for (const model::ServiceEntry& entry : service_entries) {
    std::ranges::move(FromEntry(entry, config), std::back_inserter(services));
  }
  allocated_addresses = AllocateAddresses(services, config);
  directory = ServiceDirectory(std::move(services));
  workloads = Workloads(CollectWorkloads(pod_workloads, workload_entries, [this](std::string_view name) {
    const model::Object* object = manifests.Find(model::kCore, "Namespace", "", name);
    return object ? &object->labels : nullptr;
  }));
}

void Mesh::State::IndexEndpoints() {
  std::deque<model::EndpointSlice> slices =
      Decoded(by_kind, {"discovery.k8s.io", "EndpointSlice"}, model::DecodeEndpointSlice);
  if (const auto found = by_kind.find({model::kCore, "Endpoints"}); found != by_kind.end()) {
    for (const model::Object* object : found->second)
      std::ranges::move(model::DecodeEndpoints(*object), std::back_inserter(slices));
  }
  const auto nodes = by_kind.find({model::kCore, "Node"});
  endpoints = EndpointDirectory(
      directory, workloads,
      nodes == by_kind.end() ? std::span<const model::Object* const>() : std::span(nodes->second),
      std::move(slices));
}

void Mesh::State::IndexVirtualServices() {
  for (const model::VirtualService& service : virtual_services) {
    exports.emplace(&service,
                    ExportTo(service.export_to, config.default_virtual_service_export_to, service.ns()));
    if (service.hosts.empty()) continue;
    if (service.gateways.empty()) by_gateway["mesh"].push_back(&service);
    for (const model::Text& gateway : service.gateways) {
      auto& bound = by_gateway[ResolveGatewayName(*gateway, service.ns())];
      // A gateway may be listed twice.
      if (bound.empty() || bound.back() != &service) bound.push_back(&service);
    }
  }
}

void Mesh::State::IndexSelectors() {
  for (std::uint32_t number = 0; number < gateways.size(); ++number) {
    if (gateways[number].services.empty()) {
      gateway_selectors.Add("", gateways[number].selector, number);
    } else {
      gateways_of_services.push_back(&gateways[number]);
    }
  }
  gateway_selectors.Freeze();
  std::span<const Service> services = directory.all();
  for (std::uint32_t number = 0; number < services.size(); ++number) {
    const Service& service = services[number];
    if (service.kubernetes && !service.kubernetes->selector.empty() &&
        service.resolution != Resolution::kAlias) {
      service_selectors.Add(service.ns, service.kubernetes->selector, number);
    } else if (service.entry && service.entry->workload_selector) {
      service_selectors.Add(service.ns, *service.entry->workload_selector, number);
    }
  }
  service_selectors.Freeze();
  for (std::uint32_t number = 0; number < sidecars.size(); ++number) {
    const model::Sidecar& sidecar = sidecars[number];
    std::string_view ns = *sidecar.object->namespace_;
    if (sidecar.workload_selector) {
      sidecar_selectors.Add(ns, *sidecar.workload_selector, number);
    } else {
      sidecar_of_namespace.emplace(ns, &sidecar);
    }
  }
  sidecar_selectors.Freeze();
}

Mesh::Mesh(model::Manifests manifests, MeshConfig config)
    : Mesh(std::move(manifests), std::move(config), Derived{}) {}
Mesh::Mesh(model::Manifests manifests, MeshConfig config, Derived derived)
    : state_(std::make_unique<const State>(std::move(manifests), std::move(config), std::move(derived))) {}
Mesh::Mesh(Mesh&&) noexcept = default;
Mesh& Mesh::operator=(Mesh&&) noexcept = default;
Mesh::~Mesh() = default;

const MeshConfig& Mesh::config() const { return state_->config; }
const model::Manifests& Mesh::manifests() const { return state_->manifests; }
const std::vector<Unattached>& Mesh::unattached() const { return state_->derived.unattached; }
std::span<const model::Object* const> Mesh::ObjectsOf(std::string_view group, std::string_view kind) const {
  auto objects = state_->by_kind.find({group, kind});
  if (objects == state_->by_kind.end()) return {};
  return objects->second;
}

const std::deque<model::Gateway>& Mesh::gateways() const { return state_->gateways; }
const std::deque<model::VirtualService>& Mesh::virtual_services() const { return state_->virtual_services; }
const std::deque<model::DestinationRule>& Mesh::destination_rules() const {
  return state_->destination_rules;
}
const std::deque<model::ServiceEntry>& Mesh::service_entries() const { return state_->service_entries; }
const std::deque<model::WorkloadEntry>& Mesh::workload_entries() const { return state_->workload_entries; }
const std::deque<model::Sidecar>& Mesh::sidecars() const { return state_->sidecars; }
const std::deque<model::PeerAuthentication>& Mesh::peer_authentications() const {
  return state_->peer_authentications;
}
const std::deque<model::RequestAuthentication>& Mesh::request_authentications() const {
  return state_->request_authentications;
}
const std::deque<model::AuthorizationPolicy>& Mesh::authorization_policies() const {
  return state_->authorization_policies;
}
const std::deque<model::Service>& Mesh::kubernetes_services() const { return state_->kubernetes_services; }
const std::deque<model::Workload>& Mesh::pod_workloads() const { return state_->pod_workloads; }
const std::deque<Namespace>& Mesh::namespaces() const { return state_->namespaces; }

const ServiceDirectory& Mesh::services() const { return state_->directory; }
const Workloads& Mesh::workloads() const { return state_->workloads; }
const DestinationRules& Mesh::destination_rules_by_host() const { return state_->rules_by_host; }

namespace {

/// The typed view of an object that may be null.
template <typename T>
const T* ViewOf(const std::unordered_map<const model::Object*, const T*>& views,
                const model::Object* object) {
  auto view = views.find(object);
  return view == views.end() ? nullptr : view->second;
}

}  // namespace

const Namespace* Mesh::FindNamespace(std::string_view name) const {
  if (name.empty()) return nullptr;
  auto found = state_->namespace_of_name.find(name);
  return found == state_->namespace_of_name.end() ? nullptr : found->second;
}

const model::Gateway* Mesh::FindGateway(std::string_view ns, std::string_view name) const {
  return ViewOf(state_->gateway_of, state_->manifests.Find(model::kNetworking, "Gateway", ns, name));
}

const model::VirtualService* Mesh::FindVirtualService(std::string_view ns, std::string_view name) const {
  return ViewOf(state_->virtual_service_of,
                state_->manifests.Find(model::kNetworking, "VirtualService", ns, name));
}

std::vector<Endpoint> Mesh::EndpointsOf(const Service& service, const ServicePort& port) const {
  return state_->endpoints.Of(service, port);
}

std::vector<const Service*> Mesh::ServicesOf(const Workload& workload) const {
  std::vector<const Service*> services;
  for (std::uint32_t number : state_->service_selectors.Selecting(workload.ns, *workload.labels)) {
    services.push_back(&state_->directory.all()[number]);
  }
  return services;
}

namespace {

std::vector<const Workload*> WorkloadsBehind(const ServiceDirectory& directory, const Workloads& workloads,
                                             const model::Gateway& gateway) {
  std::vector<const Workload*> found;
  for (std::string_view host : gateway.services) {
    for (const Service* service : directory.OfHost(host)) {
      if (service->ns != gateway.services_ns || !service->kubernetes || service->kubernetes->selector.empty())
        continue;
      for (const Workload* workload : workloads.Matching(service->ns, service->kubernetes->selector)) {
        if (std::ranges::find(found, workload) == found.end()) found.push_back(workload);
      }
    }
  }
  return found;
}

}  // namespace

std::vector<const Workload*> Mesh::WorkloadsOf(const model::Gateway& gateway) const {
  if (!gateway.services.empty()) return WorkloadsBehind(state_->directory, state_->workloads, gateway);
  if (!gateway.selector.empty()) return state_->workloads.MatchingAnywhere(gateway.selector);
  std::set<const Workload*> found;
  for (const model::Gateway& other : state_->gateways) {
    if (other.selector.empty() || !other.services.empty()) continue;
    auto selected = state_->workloads.MatchingAnywhere(other.selector);
    found.insert(selected.begin(), selected.end());
  }
  return {found.begin(), found.end()};
}

std::vector<const model::Gateway*> Mesh::GatewaysOf(const Workload& workload) const {
  std::vector<const model::Gateway*> gateways;
  bool selected = false;
  for (std::uint32_t number : state_->gateway_selectors.Selecting("", *workload.labels)) {
    const model::Gateway& gateway = state_->gateways[number];
    gateways.push_back(&gateway);
    selected = selected || !gateway.selector.empty();
  }
  if (!selected) gateways.clear();
  for (const model::Gateway* gateway : state_->gateways_of_services) {
    if (std::ranges::count(WorkloadsOf(*gateway), &workload) > 0) gateways.push_back(gateway);
  }
  return gateways;
}

std::vector<const model::VirtualService*> Mesh::VirtualServicesFor(std::string_view gateway,
                                                                   std::string_view proxy_ns) const {
  auto bound = state_->by_gateway.find(std::string(gateway));
  if (bound == state_->by_gateway.end()) return {};
  std::vector<const model::VirtualService*> own, exported, everyones;
  for (const model::VirtualService* service : bound->second) {
    const ExportTo& exports = ExportOf(*service);
    if (exports.is_public()) {
      everyones.push_back(service);
    } else if (exports.Names(proxy_ns)) {
      (service->ns() == proxy_ns ? own : exported).push_back(service);
    }
  }
  // A consumer's own route overrides the producer's.
  const auto overrides = [&](const model::VirtualService* service) {
    return service->semantics == model::Semantics::kGatewayApi && service->ns() == proxy_ns;
  };
  std::ranges::stable_partition(everyones, overrides);
  if (gateway == "mesh") {
    std::ranges::stable_partition(own, overrides);
    std::ranges::stable_partition(exported, overrides);
  }
  own.insert(own.end(), exported.begin(), exported.end());
  own.insert(own.end(), everyones.begin(), everyones.end());
  return own;
}

const ExportTo& Mesh::ExportOf(const model::VirtualService& service) const {
  return state_->exports.at(&service);
}

const model::Sidecar* Mesh::SidecarOf(std::string_view ns, const model::Labels& labels) const {
  auto selecting = state_->sidecar_selectors.Selecting(ns, labels);
  if (!selecting.empty()) return &state_->sidecars[selecting.front()];
  for (std::string_view owner : {ns, std::string_view(state_->config.root_namespace)}) {
    auto found = state_->sidecar_of_namespace.find(owner);
    if (found != state_->sidecar_of_namespace.end()) return found->second;
  }
  return nullptr;
}

}  // namespace meshctl::mesh
