// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/membership.h"

#include <algorithm>
#include <optional>

#include "analyze/rules/pods.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kRedirectionKey = "ambient.istio.io/redirection";

/// What the Pod's own metadata says, or nothing.
std::optional<bool> OwnChoice(const model::PodTemplate& pod) {
  if (pod.labels.Has(kInjectLabel)) return pod.labels.Get(kInjectLabel) == "true";
  if (pod.annotations.Has(kInjectLabel)) return pod.annotations.Get(kInjectLabel) == "true";
  return std::nullopt;
}

}  // namespace

bool HasSidecar(const mesh::Mesh& mesh, const model::Workload& workload) {
  const model::Container* proxy = ProxyOf(workload.pod);
  if (proxy && !proxy->image->empty()) return true;
  if (auto choice = OwnChoice(workload.pod)) return *choice;
  const mesh::Namespace* ns = mesh.FindNamespace(*workload.object->namespace_);
  if (!ns) return false;
  if (ns->labels().Has(kInjectionLabel)) return ns->labels().Get(kInjectionLabel) == "enabled";
  return !IsPod(workload) && !ns->labels().Get(kRevisionLabel).empty();
}

bool IsLeftToNamespace(const model::Workload& workload) {
  const model::Container* proxy = ProxyOf(workload.pod);
  return !(proxy && !proxy->image->empty()) && !OwnChoice(workload.pod);
}

bool IsDeploymentInMesh(const mesh::Mesh& mesh, const model::Workload& deployment) {
  auto proxy = std::ranges::find(deployment.pod.containers, "istio-proxy",
                                 [](const auto& container) { return *container.name; });
  if (proxy != deployment.pod.containers.end() && !proxy->image->empty()) return true;
  if (auto choice = OwnChoice(deployment.pod)) return *choice;
  const mesh::Namespace* ns = mesh.FindNamespace(*deployment.object->namespace_);
  return ns && ns->labels().Get(kInjectionLabel) == "enabled";
}

bool IsAmbient(const mesh::Namespace& ns) {
  return ns.labels().Get(kDataplaneLabel) == "ambient" && ns.labels().Get(kInjectionLabel) != "enabled" &&
         ns.labels().Get(kRevisionLabel).empty();
}

bool IsAmbient(const mesh::Mesh& mesh, const model::Workload& workload) {
  if (workload.pod.annotations.Get(kRedirectionKey) == "enabled") return true;
  if (IsPod(workload)) return false;
  if (workload.pod.labels.Has(kDataplaneLabel)) return workload.pod.labels.Get(kDataplaneLabel) == "ambient";
  const mesh::Namespace* ns = mesh.FindNamespace(*workload.object->namespace_);
  return ns && IsAmbient(*ns);
}

bool IsControlPlane(const model::Object& object) {
  return object.labels.Has("istio") || object.labels.Get("release") == "istio";
}

}  // namespace meshctl::analyze
