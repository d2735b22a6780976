// SPDX-License-Identifier: Apache-2.0
// MESH0104. A subset is the part of a Service's endpoints that has its labels. IST0173 asks whether any Pod
// of the whole mesh has them and does not look at the Service's selector; this rule is about Pods that exist
// and are not behind the Service. Envoy answers 503 for a cluster without endpoints.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/rules.h"
#include "analyze/rules/traffic/weights.h"
#include "mesh/endpoints.h"
#include "mesh/host.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

const mesh::Service* KubernetesService(const mesh::Mesh& mesh, std::string_view hostname) {
  const auto services = mesh.services().OfHost(hostname);
  const auto at = std::ranges::find_if(services, [](const mesh::Service* service) {
    return service->kubernetes && !service->kubernetes->selector.empty();
  });
  return at == services.end() ? nullptr : *at;
}

// Labels that Istio gives to endpoints by the Node they run on; no manifest holds them.
bool ComesFromNode(const model::Labels& labels) {
  return std::ranges::any_of(labels, [](const yaml::Entry* label) {
    return label->key.starts_with("topology.") || label->key == "kubernetes.io/hostname";
  });
}

bool AnySatisfies(const std::vector<const mesh::Workload*>& workloads, const model::Labels& labels) {
  return std::ranges::any_of(
      workloads, [&](const mesh::Workload* workload) { return workload->labels->Satisfy(labels); });
}

void CheckPart(const mesh::Mesh& mesh, const model::VirtualService& vs, const Division& division,
               const Part& part, Findings& findings) {
  const model::Destination& destination = *part.destination;
  if (destination.subset->empty() || division.ShareOf(part) == "none") return;
  const std::string hostname =
      mesh::ExpandForRouting(*destination.host, vs.ns(), mesh.config().short_name_domain);
  const mesh::Service* service = KubernetesService(mesh, hostname);
  if (!service) return;
  static const model::Labels kNoLabels;
  const mesh::MergedRule* rule =
      mesh.destination_rules_by_host().Find(hostname, service->ns, vs.ns(), kNoLabels);
  const model::Subset* subset = rule ? rule->FindSubset(*destination.subset) : nullptr;
  if (!subset || subset->labels.empty() || ComesFromNode(subset->labels)) return;

  const auto behind = mesh::WorkloadsOf(*service, mesh.workloads());
  if (behind.empty() || AnySatisfies(behind, subset->labels)) return;
  const auto elsewhere = mesh.workloads().MatchingAnywhere(subset->labels);
  if (elsewhere.empty()) return;  // IST0173 says so

  diag::Diagnostic& d =
      findings.Add(*vs.object, destination.subset.span,
                   fmt::format("subset `{}` of `{}` has no Pods", *destination.subset, *destination.host));
  d.primary.text = fmt::format("{} of the {} fail", division.ShareOf(part), division.what);
  d.secondary.push_back({subset->span, fmt::format("the subset wants `{}`", subset->labels.ToString())});
  d.secondary.push_back({service->object->span(),
                         fmt::format("the Service wants `{}`", service->kubernetes->selector.ToString())});
  d.secondary.push_back({elsewhere.front()->object->span(), "has the labels of the subset only"});
  d.help = "give the Pods the labels of both, or correct the subset";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.destination_rules().empty()) return;
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const Division& division : DivisionsOf(vs)) {
      for (const Part& part : division.parts) CheckPart(mesh, vs, division, part, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kDestinationRule, kind::kPod, kind::kService, kind::kVirtualService,
                           kind::kWorkloadEntry};

}  // namespace

constinit const Rule kSubsetWithoutPods = {
    .name = "subset-without-pods",
    .code = "MESH0104",
    .level = diag::Level::kError,
    .summary = "a route to a subset whose labels no Pod behind the Service has",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
