// SPDX-License-Identifier: Apache-2.0
// Reads the labels by which workloads join the mesh. Folders of manifests often leave the Namespaces out; a
// workload that could only be told by its Namespace then counts as one with a sidecar, and the answer says
// so.
#include "mesh/data_plane.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>

namespace meshctl::mesh {
namespace {

constexpr std::string_view kInject = "sidecar.istio.io/inject";
constexpr std::string_view kInjectNamespace = "istio-injection";
constexpr std::string_view kMode = "istio.io/dataplane-mode";
constexpr std::string_view kTlsMode = "security.istio.io/tlsMode";
constexpr std::string_view kUseWaypoint = "istio.io/use-waypoint";
constexpr std::string_view kUseWaypointNamespace = "istio.io/use-waypoint-namespace";
constexpr std::string_view kWaypointFor = "istio.io/waypoint-for";
constexpr std::string_view kGatewayApi = "gateway.networking.k8s.io";

source::Span PlaceOf(const model::Labels& labels, std::string_view key) {
  const yaml::Entry* entry = labels.Find(key);
  return entry ? entry->value.span() : source::Span();
}

/// The label or annotation that decides about injection, where one does.
source::Span PlaceOfInjection(const model::PodTemplate& pod, const Namespace* ns) {
  if (pod.labels.Has(kInject)) return PlaceOf(pod.labels, kInject);
  if (pod.annotations.Has(kInject)) return PlaceOf(pod.annotations, kInject);
  return ns ? PlaceOf(ns->labels(), kInjectNamespace) : source::Span();
}

/// The entry of `istio.io/dataplane-mode` that counts, or null.
const yaml::Entry* ModeOf(const model::PodTemplate& pod, const Namespace* ns) {
  if (const yaml::Entry* own = pod.labels.Find(kMode)) return own;
  return ns ? ns->labels().Find(kMode) : nullptr;
}

DataPlaneDecision OfPods(const Workload& workload, const Namespace* ns) {
  const model::PodTemplate& pod = workload.pods->pod;
  if (workload.injected) return {DataPlane::kSidecar, false, PlaceOfInjection(pod, ns)};
  const bool on_host = pod.host_network->value_or(false);
  if (const yaml::Entry* mode = ModeOf(pod, ns)) {
    const bool ambient = mode->value.text() == "ambient" && !on_host;
    return {ambient ? DataPlane::kZtunnel : DataPlane::kNone, false, mode->value.span()};
  }
  const bool says_no = pod.labels.Has(kInject) || pod.annotations.Has(kInject) || on_host;
  if (!ns && !says_no) return {DataPlane::kSidecar, true, {}};
  return {DataPlane::kNone, false, PlaceOfInjection(pod, ns)};
}

/// Where one object asks for a waypoint; `none` asks for no waypoint at all.
std::optional<Waypoint> Asked(const model::Labels& labels, std::string_view own_ns) {
  const yaml::Entry* use = labels.Find(kUseWaypoint);
  if (!use) return std::nullopt;
  const std::string_view ns = labels.Get(kUseWaypointNamespace);
  return Waypoint{ns.empty() ? own_ns : ns, use->value.text(), nullptr, use->value.span()};
}

bool Serves(const model::Object& gateway, bool of_services) {
  const std::string_view traffic = gateway.labels.Get(kWaypointFor);
  if (traffic.empty()) return of_services;
  return traffic == "all" || traffic == (of_services ? "service" : "workload");
}

}  // namespace

std::string_view Name(DataPlane kind) {
  static constexpr std::array<std::string_view, 3> kNames = {"nothing", "sidecar", "ztunnel"};
  return kNames[static_cast<std::size_t>(kind)];
}

DataPlaneDecision DataPlaneOf(const Mesh& mesh, const Workload& workload) {
  if (workload.labels->Has(kTlsMode)) {
    const bool istio = workload.labels->Get(kTlsMode) == "istio";
    return {istio ? DataPlane::kSidecar : DataPlane::kNone, false, PlaceOf(*workload.labels, kTlsMode)};
  }
  if (workload.entry) {
    return {workload.injected ? DataPlane::kSidecar : DataPlane::kNone, false,
            workload.entry->endpoint.service_account.span};
  }
  return OfPods(workload, mesh.FindNamespace(workload.ns));
}

std::optional<Waypoint> WaypointOf(const Mesh& mesh, const Service* service, const Workload& workload) {
  const std::string_view ns = service ? service->ns : workload.ns;
  std::optional<Waypoint> asked = Asked(service ? service->object->labels : *workload.labels, ns);
  if (!asked) {
    const Namespace* around = mesh.FindNamespace(ns);
    if (around) asked = Asked(around->labels(), ns);
  }
  if (!asked || asked->name == "none") return std::nullopt;
  asked->gateway = mesh.manifests().Find(kGatewayApi, "Gateway", asked->ns, asked->name);
  if (asked->gateway && !Serves(*asked->gateway, service != nullptr)) return std::nullopt;
  return asked;
}

std::string IdentityOf(const Workload& workload, const MeshConfig& config) {
  std::string_view account =
      workload.pods ? *workload.pods->pod.service_account : *workload.entry->endpoint.service_account;
  if (account.empty()) account = "default";
  return fmt::format("spiffe://{}/ns/{}/sa/{}", config.trust_domain, workload.ns, account);
}

}  // namespace meshctl::mesh
