// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/membership.h"

#include <algorithm>

namespace meshctl::analyze {
namespace {

constexpr std::string_view kInjectKey = "sidecar.istio.io/inject";
constexpr std::string_view kRedirectionKey = "ambient.istio.io/redirection";

/// Only the first container of the name counts.
bool HasProxy(const std::vector<model::Container>& containers) {
  auto proxy =
      std::ranges::find(containers, "istio-proxy", [](const auto& container) { return *container.name; });
  return proxy != containers.end() && !proxy->image->empty();
}

bool IsPod(const model::Workload& workload) { return workload.object->Is(model::kCore, "Pod"); }

}  // namespace

bool HasSidecar(const mesh::Mesh& mesh, const model::Workload& workload) {
  const model::PodTemplate& pod = workload.pod;
  if (HasProxy(pod.containers)) return true;
  if (HasProxy(pod.init_containers)) return true;
  if (pod.labels.Has(kInjectKey)) return pod.labels.Get(kInjectKey) == "true";
  if (pod.annotations.Has(kInjectKey)) return pod.annotations.Get(kInjectKey) == "true";
  const mesh::Namespace* ns = mesh.FindNamespace(*workload.object->namespace_);
  if (!ns) return false;
  if (ns->labels().Has(kInjectionLabel)) return ns->labels().Get(kInjectionLabel) == "enabled";
  return !IsPod(workload) && !ns->labels().Get(kRevisionLabel).empty();
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
