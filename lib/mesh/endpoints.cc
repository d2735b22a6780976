// SPDX-License-Identifier: Apache-2.0
// Finds where a service port ends. A running cluster says it in EndpointSlices; a folder of manifests holds
// what will become Pods; ServiceEntries and WorkloadEntries name addresses. Readiness is istiod's: what is
// ending is never sent to proxies, what is not ready is sent, but marked.
#include "mesh/endpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "mesh/host.h"
#include "mesh/locality.h"

namespace meshctl::mesh {
namespace {

constexpr std::string_view kUnixPrefix = "unix://";

const model::Labels kNoLabels;

/// `security.istio.io/tlsMode`, which injection sets on Pods, says it; without it `otherwise` does.
bool TakesMtls(const model::Labels& labels, bool otherwise) {
  const yaml::Entry* mode = labels.Find("security.istio.io/tlsMode");
  return mode ? mode->value.text() == "istio" : otherwise;
}

/// The number behind the target port in these Pods; nothing when no container has a port of that name.
std::optional<std::uint32_t> TargetNumber(const ServicePort& port, const model::PodTemplate& pod) {
  if (port.target_name.empty()) return port.target_number;
  std::string_view transport = port.protocol == Protocol::kUdp ? "UDP" : "TCP";
  for (const auto* containers : {&pod.containers, &pod.init_containers}) {
    for (const model::Container& container : *containers) {
      for (const model::ContainerPort& candidate : container.ports) {
        bool same_transport = (candidate.protocol->empty() ? "TCP" : *candidate.protocol) == transport;
        if (*candidate.name == port.target_name && same_transport && *candidate.number) {
          return static_cast<std::uint32_t>(**candidate.number);
        }
      }
    }
  }
  return std::nullopt;
}

/// How a Pod of a cluster is doing, as Kubernetes would write it into an EndpointSlice.
enum class PodState : std::uint8_t { kReady, kUnready, kEnding };

PodState StateOf(const model::Object& pod) {
  const yaml::Node& status = pod.Get("status");
  const std::string_view phase = status.Get("phase").string();
  const bool over = phase == "Succeeded" || phase == "Failed";
  if (over || pod.Get("metadata").Get("deletionTimestamp").present()) return PodState::kEnding;
  for (const yaml::Node& condition : status.Get("conditions").items()) {
    if (condition.Get("type").string() == "Ready") {
      return condition.Get("status").string() == "False" ? PodState::kUnready : PodState::kReady;
    }
  }
  return PodState::kReady;
}

std::string LocalityOfEntry(const model::EntryEndpoint& entry, const model::Labels& labels) {
  return entry.locality->empty() ? LocalityOfLabels(labels).ToString() : std::string(*entry.locality);
}

/// The number an endpoint gives to a port of this name.
std::optional<std::uint32_t> OwnPort(const model::EntryEndpoint& endpoint, std::string_view name) {
  for (const model::NamedPort& own : endpoint.ports) {
    if (*own.name == name && own.number->value_or(0) > 0) return static_cast<std::uint32_t>(**own.number);
  }
  return std::nullopt;
}

/// Where an endpoint that is no Pod listens: what it says itself about a port of that name comes first. A
/// Kubernetes Service that names its target port means the endpoint's port of that name and no other.
std::optional<std::uint32_t> EntryPort(const model::EntryEndpoint& endpoint, const ServicePort& port) {
  if (endpoint.address->starts_with(kUnixPrefix)) return 0;
  if (!port.target_name.empty()) return OwnPort(endpoint, port.target_name);
  return OwnPort(endpoint, port.name).value_or(port.target_number);
}

std::optional<Endpoint> FromEntry(const model::EntryEndpoint& entry, const model::Labels& labels,
                                  const ServicePort& port) {
  const std::optional<std::uint32_t> number = EntryPort(entry, port);
  if (!number) return std::nullopt;
  return Endpoint{.name = std::string(*entry.address),
                  .address = std::string(*entry.address),
                  .port = *number,
                  .labels = &labels,
                  .injected = TakesMtls(labels, !entry.service_account->empty()),
                  .weight = std::max<std::int64_t>(entry.weight->value_or(1), 1),
                  .locality = LocalityOfEntry(entry, labels),
                  .span = entry.span};
}

bool IsDns(Resolution resolution) {
  return resolution == Resolution::kDns || resolution == Resolution::kDnsRoundRobin ||
         resolution == Resolution::kDynamicDns;
}

/// A proxy that gets addresses from Istio cannot look up names, and Kubernetes' Services know IPs only.
bool Reachable(std::string_view address, const Service& service) {
  if (IsIpAddress(address) || IsDns(service.resolution)) return true;
  return service.entry && address.starts_with(kUnixPrefix);
}

std::string PodKey(std::string_view ns, std::string_view name) { return fmt::format("{}/{}", ns, name); }
std::string AddressKey(std::string_view ns, std::string_view ip) { return fmt::format("{}//{}", ns, ip); }

}  // namespace

std::optional<std::uint32_t> TargetPortOf(const ServicePort& port, const Workload& workload) {
  if (workload.pods) return TargetNumber(port, workload.pods->pod);
  return EntryPort(workload.entry->endpoint, port);
}

std::vector<const Workload*> WorkloadsOf(const Service& service, const Workloads& workloads) {
  if (service.entry) {
    const auto& selector = service.entry->workload_selector;
    if (!selector) return {};
    return workloads.Matching(service.ns, *selector);
  }
  // Kubernetes: a Service without a selector has its endpoints made by hand.
  if (service.kubernetes->selector.empty() || service.resolution == Resolution::kAlias) return {};
  return workloads.Matching(service.ns, service.kubernetes->selector);
}

EndpointDirectory::EndpointDirectory(const ServiceDirectory& services, const Workloads& workloads,
                                     std::span<const model::Object* const> nodes,
                                     std::deque<model::EndpointSlice> slices)
    : services_(&services), workloads_(&workloads), slices_(std::move(slices)) {
  for (const model::Object* node : nodes) {
    if (Locality locality = LocalityOfNode(node->labels); !locality.empty())
      locality_of_node_.emplace(*node->name, locality.ToString());
  }
  IndexSlices();
}

void EndpointDirectory::IndexSlices() {
  for (const model::EndpointSlice& slice : slices_) {
    if (slice.service.empty() || *slice.address_type == "FQDN") continue;
    Slices& of_service = by_service_[PodKey(*slice.object->namespace_, slice.service)];
    // Kubernetes mirrors an Endpoints object to slices: where both are given, it says nothing more.
    const bool mirrored = slice.object->Is(model::kCore, "Endpoints") && !of_service.empty() &&
                          !of_service.front()->object->Is(model::kCore, "Endpoints");
    if (!mirrored) of_service.push_back(&slice);
  }
  if (!by_service_.empty()) IndexPods();
}

void EndpointDirectory::IndexPods() {
  for (const Workload& workload : workloads_->all()) {
    for (std::size_t pod = 0; pod < workload.pod_names.size(); ++pod) {
      by_pod_.try_emplace(PodKey(workload.ns, workload.pod_names[pod]), PodRef{&workload, pod});
      if (workload.pod_ips[pod].empty()) continue;
      by_pod_.try_emplace(AddressKey(workload.ns, workload.pod_ips[pod]), PodRef{&workload, pod});
    }
  }
}

const EndpointDirectory::Slices* EndpointDirectory::SlicesOf(const Service& service) const {
  if (!service.kubernetes) return nullptr;
  const auto found = by_service_.find(PodKey(service.ns, service.name));
  return found == by_service_.end() ? nullptr : &found->second;
}

const EndpointDirectory::PodRef* EndpointDirectory::FindPod(std::string_view ns,
                                                            const model::SliceEndpoint& endpoint,
                                                            std::string_view address) const {
  const auto found =
      by_pod_.find(endpoint.pod->empty() ? AddressKey(ns, address) : PodKey(ns, *endpoint.pod));
  return found == by_pod_.end() ? nullptr : &found->second;
}

std::string EndpointDirectory::LocalityOnNode(std::string_view node) const {
  const auto found = locality_of_node_.find(node);
  return found == locality_of_node_.end() ? std::string() : found->second;
}

std::string EndpointDirectory::LocalityOf(const Workload& workload, std::size_t pod) const {
  if (const Locality own = LocalityOfLabels(*workload.labels); !own.empty()) return own.ToString();
  const model::Workload* const live = workload.live_pods[pod];
  return LocalityOnNode(live ? *live->pod.node_name : *workload.pods->pod.node_name);
}

void EndpointDirectory::AddPods(const Workload& workload, const ServicePort& port,
                                std::vector<Endpoint>& endpoints) const {
  auto number = TargetNumber(port, workload.pods->pod);
  if (!number) return;
  for (std::size_t pod = 0; pod < workload.pod_names.size(); ++pod) {
    const model::Workload* const live = workload.live_pods[pod];
    const PodState state = live ? StateOf(*live->object) : PodState::kReady;
    if (state == PodState::kEnding) continue;
    endpoints.push_back({.name = workload.pod_names[pod],
                         .address = workload.pod_ips[pod],
                         .port = *number,
                         .labels = workload.labels,
                         .workload = &workload,
                         .injected = TakesMtls(*workload.labels, workload.injected),
                         .ready = state == PodState::kReady,
                         .locality = LocalityOf(workload, pod),
                         .span = live ? live->object->span() : workload.object->span()});
  }
}

void EndpointDirectory::AddEntry(const Workload& workload, const Service& service, const ServicePort& port,
                                 std::vector<Endpoint>& endpoints) const {
  const model::EntryEndpoint& entry = workload.entry->endpoint;
  if (!Reachable(*entry.address, service)) return;
  std::optional<Endpoint> endpoint = FromEntry(entry, *workload.labels, port);
  if (!endpoint) return;
  endpoint->name = workload.name;
  endpoint->workload = &workload;
  endpoint->span = workload.object->span();
  endpoints.push_back(*std::move(endpoint));
}

void EndpointDirectory::AddSlice(const Service& service, const ServicePort& port,
                                 const model::EndpointSlice& slice, std::vector<Endpoint>& endpoints) const {
  const auto own =
      std::ranges::find(slice.ports, port.name, [](const model::SlicePort& p) { return *p.name; });
  if (own == slice.ports.end()) return;
  const auto number = static_cast<std::uint32_t>(own->number->value_or(0));
  for (const model::SliceEndpoint& from : slice.endpoints) {
    const bool ready = from.ready->value_or(true);
    if (!ready && from.terminating->value_or(true)) continue;
    for (const model::Text& address : from.addresses) {
      Endpoint& endpoint = endpoints.emplace_back();
      endpoint.name = endpoint.address = *address;
      endpoint.port = number;
      endpoint.labels = &kNoLabels;
      endpoint.ready = ready;
      endpoint.locality = LocalityOnNode(*from.node_name);
      endpoint.span = from.span;
      if (!from.pod->empty()) endpoint.name = *from.pod;
      const PodRef* const pod = FindPod(service.ns, from, *address);
      if (!pod) continue;
      endpoint.name = pod->workload->pod_names[pod->number];
      endpoint.labels = pod->workload->labels;
      endpoint.workload = pod->workload;
      endpoint.injected = TakesMtls(*endpoint.labels, pod->workload->injected);
      if (std::string locality = LocalityOf(*pod->workload, pod->number); !locality.empty())
        endpoint.locality = std::move(locality);
    }
  }
}

void EndpointDirectory::AddOwn(const Service& service, const ServicePort& port,
                               std::vector<Endpoint>& endpoints) const {
  const Slices* const slices = SlicesOf(service);
  if (slices) {
    for (const model::EndpointSlice* slice : *slices) AddSlice(service, port, *slice, endpoints);
  }
  // To a headless Service Kubernetes' own endpoints are all there is.
  const bool takes_entries = service.entry || service.resolution == Resolution::kStatic;
  for (const Workload* workload : WorkloadsOf(service, *workloads_)) {
    if (workload->entry && takes_entries) AddEntry(*workload, service, port, endpoints);
    if (workload->pods && !slices) AddPods(*workload, port, endpoints);
  }
  if (!service.entry || service.entry->workload_selector) return;
  for (const model::EntryEndpoint& entry : service.entry->endpoints) {
    if (auto endpoint = FromEntry(entry, entry.labels, port)) endpoints.push_back(*std::move(endpoint));
  }
  if (service.entry->endpoints.empty() && IsDns(service.resolution)) {
    endpoints.push_back({.name = service.hostname,
                         .address = service.hostname,
                         .port = port.target_number,
                         .labels = &kNoLabels,
                         .span = port.span});
  }
}

std::vector<Endpoint> EndpointDirectory::Of(const Service& service, const ServicePort& port) const {
  std::vector<Endpoint> endpoints;
  bool found = false;
  for (const Service* other : services_->OfHost(service.hostname)) {
    if (other->ns != service.ns) continue;
    const auto same = std::ranges::find(other->ports, port.name, &ServicePort::name);
    if (same == other->ports.end()) continue;
    found |= same->number == port.number;
    AddOwn(*other, *same, endpoints);
  }
  if (!found) AddOwn(service, port, endpoints);
  return endpoints;
}

}  // namespace meshctl::mesh
