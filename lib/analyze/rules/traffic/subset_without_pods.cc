// SPDX-License-Identifier: Apache-2.0
// MESH0104. A subset is the part of a Service's endpoints that has its labels. IST0173 asks whether any Pod
// of the whole mesh has them and does not look at the Service's selector; this rule is about Pods that exist
// and are not behind the Service. Envoy answers 503 for a cluster without endpoints.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
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

// A subset that no Pod belongs to.
struct DeadSubset {
  const mesh::Service* service = nullptr;
  const mesh::Workload* elsewhere = nullptr;  // has the subset's labels
};
using DeadSubsets = std::unordered_map<const model::Subset*, DeadSubset>;

std::string FullHost(const mesh::Mesh& mesh, std::string_view host, std::string_view ns) {
  return mesh::ExpandForRouting(host, ns, mesh.config().short_name_domain);
}

// Asked of the rules and not of the routes, which are more: nearly always there is none.
DeadSubsets FindDeadSubsets(const mesh::Mesh& mesh) {
  DeadSubsets dead;
  for (const model::DestinationRule& rule : mesh.destination_rules()) {
    if (rule.subsets.empty()) continue;
    const mesh::Service* service = KubernetesService(mesh, FullHost(mesh, *rule.host, rule.ns()));
    if (!service) continue;
    const auto behind = mesh::WorkloadsOf(*service, mesh.workloads());
    if (behind.empty()) continue;
    for (const model::Subset& subset : rule.subsets) {
      if (subset.labels.empty() || ComesFromNode(subset.labels) || AnySatisfies(behind, subset.labels))
        continue;
      const auto elsewhere = mesh.workloads().MatchingAnywhere(subset.labels);
      if (!elsewhere.empty()) dead.emplace(&subset, DeadSubset{service, elsewhere.front()});  // else IST0173
    }
  }
  return dead;
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), dead_(FindDeadSubsets(mesh)) {}

  void Check() {
    if (dead_.empty()) return;
    for (const model::VirtualService& vs : mesh_.virtual_services()) {
      for (const Division& division : DivisionsOf(vs)) {
        for (const Part& part : division.parts) CheckPart(vs, division, part);
      }
    }
  }

 private:
  void CheckPart(const model::VirtualService& vs, const Division& division, const Part& part) {
    const model::Destination& destination = *part.destination;
    if (destination.subset->empty() || division.ShareOf(part) == "none") return;
    const std::string hostname = FullHost(mesh_, *destination.host, vs.ns());
    const mesh::Service* service = KubernetesService(mesh_, hostname);
    if (!service) return;
    static const model::Labels kNoLabels;
    const mesh::MergedRule* rule =
        mesh_.destination_rules_by_host().Find(hostname, service->ns, vs.ns(), kNoLabels);
    const model::Subset* subset = rule ? rule->FindSubset(*destination.subset) : nullptr;
    const auto dead = dead_.find(subset);
    if (dead != dead_.end() && dead->second.service == service)
      Report(vs, division, part, *subset, dead->second);
  }

  void Report(const model::VirtualService& vs, const Division& division, const Part& part,
              const model::Subset& subset, const DeadSubset& dead) {
    const model::Destination& destination = *part.destination;
    diag::Diagnostic& d =
        findings_.Add(*vs.object, destination.subset.span,
                      fmt::format("subset `{}` of `{}` has no Pods", *destination.subset, *destination.host));
    d.primary.text = fmt::format("{} of the {} fail", division.ShareOf(part), division.what);
    d.secondary.push_back({subset.span, fmt::format("the subset wants `{}`", subset.labels.ToString())});
    d.secondary.push_back(
        {dead.service->object->span(),
         fmt::format("the Service wants `{}`", dead.service->kubernetes->selector.ToString())});
    d.secondary.push_back({dead.elsewhere->object->span(), "has the labels of the subset only"});
    d.help = "give the Pods the labels of both, or correct the subset";
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  DeadSubsets dead_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) { Checker(mesh, findings).Check(); }

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
