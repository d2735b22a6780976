// SPDX-License-Identifier: Apache-2.0
// Which differences count, and whom the finding names.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyze/rules/clusters/rules.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

mesh::Mesh With(const std::string& spec) {
  return MeshOf({{"service.yaml",
                  "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: " + spec}});
}

// `CLUSTER: MESSAGE` of each finding.
std::vector<std::string> Compared(const std::vector<std::string>& specs) {
  static const std::string kNames[] = {"a", "b", "c"};
  std::vector<mesh::Mesh> meshes;
  for (const std::string& spec : specs) meshes.push_back(With(spec));
  std::vector<Cluster> clusters;
  for (std::size_t i = 0; i < meshes.size(); ++i) clusters.push_back({kNames[i], &meshes[i]});
  const Rule* const rules[] = {&kInconsistentService};
  const Outcome outcome = RunRules(clusters, rules, {.coverage = Coverage::kCluster});
  std::vector<std::string> found;
  for (const diag::Diagnostic& d : outcome.report.findings()) found.push_back(d.cluster + ": " + d.message);
  return found;
}

using Messages = std::vector<std::string>;

TEST(InconsistentService, EveryFieldOfAPortCounts) {
  for (const char* other :
       {"{port: 81}", "{port: 80, name: http}", "{port: 80, protocol: UDP}", "{port: 80, targetPort: 80}",
        "{port: 80, nodePort: 30080}", "{port: 80, appProtocol: http}", "{port: 80}, {port: 81}"})
    EXPECT_EQ(Compared({"{ports: [{port: 80}]}", "{ports: [" + std::string(other) + "]}"}),
              Messages{"a: Service `web` of clusters `a`, `b` has different ports"})
        << other;
  EXPECT_EQ(
      Compared({"{ports: [{port: 80, targetPort: 80}]}", "{ports: [{port: 80, targetPort: '80'}]}"}).size(),
      1u);
}

TEST(InconsistentService, OneThatDiffersIsEnough) {
  EXPECT_EQ(Compared({"{type: ClusterIP}", "{type: ClusterIP}", "{type: NodePort}"}),
            Messages{"a: Service `web` of clusters `a`, `c` is of different types"});
  EXPECT_EQ(Compared({"{clusterIP: None}", "{clusterIP: 10.0.0.1}", "{clusterIP: None, type: ClusterIP}"}),
            Messages{"a: Service `web` of clusters `a`, `b`, `c` is headless in some of them and is of "
                     "different types"});
}

TEST(InconsistentService, IsSilentOnEqualOnesAndOnOne) {
  EXPECT_EQ(Compared({"{clusterIP: 10.0.0.1}", "{clusterIP: 10.0.0.2}", "{clusterIP: 10.0.0.3}"}),
            Messages{});
  EXPECT_EQ(Compared({"{}"}), Messages{});
  EXPECT_EQ(Compared({"", "3"}), Messages{});
}

}  // namespace
}  // namespace meshctl::analyze
