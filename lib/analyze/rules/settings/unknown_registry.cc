// SPDX-License-Identifier: Apache-2.0
// IST0126. Registries are Istio's own and the clusters that remote secrets give access to, by the keys of
// `data`; as upstream `stringData` does not count, which a cluster never shows.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/settings/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kSystemNamespace = "istio-system";

std::vector<std::string_view> KnownRegistries(const mesh::Mesh& mesh) {
  std::vector<std::string_view> known = {"External", "Kubernetes", "Mock"};
  for (const model::Object* secret : mesh.ObjectsOf(kind::kSecret.group, kind::kSecret.name)) {
    if (secret->labels.Get("istio/multiCluster") != "true") continue;
    for (const yaml::Entry& entry : secret->Get("data").entries()) known.push_back(entry.key);
  }
  std::ranges::sort(known);
  return known;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const auto& registries = mesh.config().network_registries;
  if (registries.empty()) return;
  const std::vector<std::string_view> known = KnownRegistries(mesh);
  const Certainty certainty =
      findings.Knows(kind::kSecret, kSystemNamespace) ? Certainty::kWrong : Certainty::kCannotKnow;
  std::set<std::pair<std::string_view, std::string_view>> said;
  for (const mesh::NetworkRegistry& registry : registries) {
    if (std::ranges::binary_search(known, std::string_view(registry.registry))) continue;
    if (!said.emplace(registry.network, registry.registry).second) continue;
    diag::Diagnostic& d = findings.AddAboutMesh(
        fmt::format("MeshNetworks {}/meshnetworks", kSystemNamespace), registry.span,
        fmt::format("registry `{}` of network `{}` is unknown", registry.registry, registry.network),
        certainty);
    d.primary.text = "no remote secret is for a cluster of this name";
    const std::string_view near = OnlyNearest(registry.registry, known);
    d.help = near.empty() ? std::string(
                                "name a cluster for which there is a Secret with the label "
                                "`istio/multiCluster: \"true\"`, or `Kubernetes`")
                          : fmt::format("did you mean `{}`?", near);
  }
}

constexpr Kind kReads[] = {kind::kMeshConfig, kind::kSecret};

}  // namespace

constinit const Rule kUnknownRegistry = {
    .name = "unknown-registry",
    .code = "IST0126",
    .analyzers = {"meshnetworks.MeshNetworksAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a network of the mesh takes its endpoints from a registry that does not exist",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
