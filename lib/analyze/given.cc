// SPDX-License-Identifier: Apache-2.0
// Only kinds that manifests seldom hold in full can be unknown. All others are configuration: what a folder
// lacks does not exist. The Gateway API is between the two: waypoints and classes are made by commands and
// controllers more often than by manifests, but a rule that reads them need not be skipped for that.
#include "analyze/given.h"

#include <algorithm>
#include <array>

#include "analyze/kinds.h"
#include "model/workload.h"

namespace meshctl::analyze {
namespace {

constexpr std::array kClusterKinds = {kind::kNamespace, kind::kNode, kind::kPod, kind::kSecret,
                                      kind::kService};

constexpr std::array kOftenElsewhere = {kind::kKubernetesGateway, kind::kGatewayClass};

bool CanBeUnknown(const Kind& kind) {
  return std::ranges::find(kClusterKinds, kind) != kClusterKinds.end() ||
         std::ranges::find(kOftenElsewhere, kind) != kOftenElsewhere.end();
}

}  // namespace

Given::Given(const mesh::Mesh& mesh, Coverage coverage, std::span<const Kind> hidden)
    : coverage_(coverage), hidden_(hidden) {
  if (coverage == Coverage::kCluster) return;
  auto see = [this](const Kind& kind, const model::Object& object) {
    if (object.file().origin() == source::Origin::kGenerated) return;
    seen_.emplace(kind.name, *object.namespace_);
    seen_.emplace(kind.name, "");
  };
  for (std::span<const Kind> kinds :
       {std::span<const Kind>(kClusterKinds), std::span<const Kind>(kOftenElsewhere)}) {
    for (const Kind& kind : kinds) {
      for (const model::Object* object : mesh.ObjectsOf(kind.group, kind.name)) see(kind, *object);
    }
  }
  for (const model::Workload& workload : mesh.pod_workloads()) see(kind::kPod, *workload.object);
}

bool Given::Knows(const Kind& kind, std::string_view ns) const {
  if (std::ranges::find(hidden_, kind) != hidden_.end()) return false;
  return coverage_ == Coverage::kCluster || !CanBeUnknown(kind) || seen_.contains({kind.name, ns});
}

std::vector<Kind> Given::MissingFor(const Rule& rule) const {
  std::vector<Kind> missing;
  if (rule.object_by_object) return missing;
  for (const Kind& kind : kClusterKinds) {
    const bool needed = rule.Reads(kind) && std::ranges::find(rule.refined_by, kind) == rule.refined_by.end();
    if (needed && !Knows(kind, "")) missing.push_back(kind);
  }
  for (const Kind& kind : hidden_) {
    if (rule.Reads(kind) && std::ranges::find(missing, kind) == missing.end()) missing.push_back(kind);
  }
  return missing;
}

}  // namespace meshctl::analyze
