// SPDX-License-Identifier: Apache-2.0
// A container that asks for nothing is placed on any node and is the first to be evicted. Limits without
// requests count as requests of the same size. The proxy's are set by injection.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// `owner` is a container, or the Pod's spec: since Kubernetes 1.34 a Pod may ask for all of its containers.
bool AsksFor(const yaml::Node& owner, std::string_view resource) {
  const yaml::Node& resources = owner.Get("resources");
  return resources.Get("requests").Get(resource).present() || resources.Get("limits").Get(resource).present();
}

void CheckWorkload(const mesh::Workload& workload, Findings& findings) {
  const model::PodTemplate& pod = workload.pods->pod;
  diag::Diagnostic* d = nullptr;
  for (const model::Container& container : pod.containers) {
    if (*container.name == "istio-proxy") continue;
    std::vector<std::string_view> missing;
    for (std::string_view resource : {"cpu", "memory"}) {
      if (!AsksFor(*container.node, resource) && !AsksFor(*pod.spec, resource)) missing.push_back(resource);
    }
    if (missing.empty()) continue;
    const std::string text = fmt::format("asks for no {}", fmt::join(missing, " and no "));
    if (d) {
      d->secondary.push_back({container.name.span, text});
      continue;
    }
    d = &findings.Add(*workload.object, container.name.span,
                      fmt::format("`{}` does not say what resources it needs", workload.name));
    d->primary.text = text;
    d->help = "add `resources.requests` for cpu and memory";
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const mesh::Workload& workload : mesh.workloads().all()) {
    if (workload.pods) CheckWorkload(workload, findings);
  }
}

constexpr Kind kReads[] = {kind::kPod};

}  // namespace

constinit const Rule kMissingResourceRequests = {
    .name = "missing-resource-requests",
    .code = "MESH0211",
    .level = diag::Level::kInfo,
    .summary = "a container does not request cpu or memory",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
