// SPDX-License-Identifier: Apache-2.0
// What a proxy of its own takes, sidecar or gateway, ztunnel leaves alone, and so it does with Pods in the
// network of their node.
#include "analyze/rules/ambient/captured.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analyze/rules/ambient/waypoints.h"
#include "analyze/rules/membership.h"
#include "diag/report.h"
#include "mesh/endpoints.h"
#include "source/source_file.h"
#include "yaml/parse.h"

namespace meshctl::analyze {
namespace {

bool IsCaptured(const mesh::Mesh& mesh, const mesh::Workload& workload) {
  return IsAmbient(mesh, *workload.pods) && !HasSidecar(mesh, *workload.pods) &&
         !IsGatewayWorkload(workload) && !workload.pods->pod.host_network->value_or(false);
}

// `istio.io/dataplane-mode: ambient` as a selector.
const model::Labels& AmbientLabel() {
  static const source::SourceFile kText("selector", fmt::format("{{{}: ambient}}", kDataplaneLabel));
  static diag::Report none;
  static const yaml::Stream kTree = yaml::Parse(kText, {}, none);
  static const model::Labels kLabel(kTree.documents.front());
  return kLabel;
}

mesh::Workloads Collect(const mesh::Mesh& mesh) {
  std::vector<mesh::Workload> captured;
  if (MayBeAmbient(mesh)) {
    for (const mesh::Workload& workload : mesh.workloads().all()) {
      if (workload.pods && IsCaptured(mesh, workload)) captured.push_back(workload);
    }
  }
  return mesh::Workloads(std::move(captured));
}

}  // namespace

bool MayBeAmbient(const mesh::Mesh& mesh) {
  return mesh.namespaces().empty() ||
         std::ranges::any_of(mesh.namespaces(), [](const mesh::Namespace& ns) { return IsAmbient(ns); }) ||
         !mesh.workloads().MatchingAnywhere(AmbientLabel()).empty();
}

bool IsGatewayWorkload(const mesh::Workload& workload) {
  if (!workload.pods) return false;
  if (workload.labels->Has(kGatewayNameLabel)) return true;
  const auto& containers = workload.pods->pod.containers;
  return !containers.empty() && std::ranges::all_of(containers, [](const model::Container& container) {
    return *container.name == "istio-proxy";
  });
}

CapturedWorkloads::CapturedWorkloads(const mesh::Mesh& mesh)
    : root_(mesh.config().root_namespace), workloads_(Collect(mesh)) {}

std::vector<const mesh::Workload*> CapturedWorkloads::SelectedBy(std::string_view ns,
                                                                 const model::Labels& selector) const {
  return ns == root_ ? workloads_.MatchingAnywhere(selector) : workloads_.Matching(ns, selector);
}

std::vector<const mesh::Workload*> CapturedWorkloads::SelectedBy(
    const model::AuthorizationPolicy& policy) const {
  static const model::Labels kEverything;
  return SelectedBy(*policy.object->namespace_, policy.selector ? *policy.selector : kEverything);
}

std::vector<const mesh::Workload*> CapturedWorkloads::Behind(const mesh::Service& service) const {
  return mesh::WorkloadsOf(service, workloads_);
}

CapturedWorkloads Captured(const mesh::Mesh& mesh) { return CapturedWorkloads(mesh); }

}  // namespace meshctl::analyze
