// SPDX-License-Identifier: Apache-2.0
// IST0144. The sidecar runs as user 1337, and traffic of that user is not captured. Init containers run
// before there is anything to capture, but for those that upstream passes over too.
#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/membership.h"
#include "analyze/rules/pods.h"
#include "analyze/rules/workloads/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::int64_t kProxyUser = 1337;

std::vector<source::Span> PlacesOf(const model::PodTemplate& pod) {
  std::vector<source::Span> places;
  if (*pod.run_as_user == kProxyUser) places.push_back(pod.run_as_user.span);
  for (const model::Container& container : pod.containers) {
    if (*container.name == "istio-proxy" || *container.name == "istio-operator") continue;
    if (*container.run_as_user == kProxyUser) places.push_back(container.run_as_user.span);
  }
  return places;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Workload& workload : mesh.pod_workloads()) {
    if (!IsPod(workload) && !IsDeployment(workload) && !StandsForPods(workload, findings)) continue;
    if (IsControlPlane(*workload.object)) continue;
    const std::vector<source::Span> places = PlacesOf(workload.pod);
    if (places.empty()) continue;
    diag::Diagnostic& d = findings.Add(
        *workload.object, places.front(),
        fmt::format("`{}` runs as user 1337, which belongs to the sidecar", *workload.object->name));
    d.primary.text = "traffic of this user passes by the sidecar";
    for (std::size_t i = 1; i < places.size(); ++i) d.secondary.push_back({places[i], "here too"});
    d.help = "choose another user";
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kPod};

}  // namespace

constinit const Rule kProxyUserId = {
    .name = "proxy-user-id",
    .code = "IST0144",
    .analyzers = {"applicationUID.Analyzer"},
    .level = diag::Level::kWarning,
    .summary = "an application runs as the user of the sidecar",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
