// SPDX-License-Identifier: Apache-2.0
// Subsets whose labels come from the place where Pods run.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

// A Service and a DestinationRule for it, with one subset.
std::string Subset(std::string_view labels) {
  return fmt::format(R"(
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: shop}}
spec: {{ports: [{{name: http, port: 80}}]}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {{name: web, namespace: shop}}
spec: {{host: web, subsets: [{{name: s, labels: {{{}}}}}]}}
)",
                     labels);
}

constexpr std::string_view kPlaced = R"(
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, empty: ""}}
spec: {nodeName: node-1}
---
apiVersion: v1
kind: Node
metadata:
  name: node-1
  labels: {topology.kubernetes.io/region: eu, topology.istio.io/subzone: rack-1}
)";

std::vector<std::string> Said(const std::string& text, Coverage coverage) {
  const mesh::Mesh mesh = MeshOf({{"mesh.yaml", text}});
  const Outcome outcome = RunRules(mesh, FindRules("subset-selects-nothing"), {.coverage = coverage});
  std::vector<std::string> said;
  for (const diag::Diagnostic& d : outcome.report.findings()) said.push_back("wrong: " + d.primary.text);
  for (const diag::Diagnostic& d : outcome.unknown.findings()) said.push_back("unknown: " + d.primary.text);
  return said;
}

std::vector<std::string> SaidOfPlaced(std::string_view labels) {
  return Said(Subset(labels) + std::string(kPlaced), Coverage::kCluster);
}

using Nothing = std::vector<std::string>;

TEST(Subsets, HaveLabelsOfTheNode) {
  EXPECT_EQ(SaidOfPlaced("topology.kubernetes.io/region: eu"), Nothing{});
  EXPECT_EQ(SaidOfPlaced("kubernetes.io/hostname: node-1, app: web"), Nothing{});
  EXPECT_EQ(SaidOfPlaced("topology.kubernetes.io/region: us").size(), 1U);
  EXPECT_EQ(SaidOfPlaced("topology.kubernetes.io/region: eu, app: api").size(), 1U);
}

TEST(Subsets, HaveNoSubzoneWithoutAZone) {
  EXPECT_EQ(SaidOfPlaced("topology.istio.io/subzone: rack-1").size(), 1U);
}

TEST(Subsets, TellAnEmptyLabelFromNone) {
  EXPECT_EQ(SaidOfPlaced("app: web, empty: ''"), Nothing{});
  EXPECT_EQ(SaidOfPlaced("app: web, version: ''").size(), 1U);
}

TEST(Subsets, WithoutLabelsNeedAnyPod) {
  EXPECT_EQ(SaidOfPlaced(""), Nothing{});
  EXPECT_EQ(Said(Subset(""), Coverage::kCluster), Nothing{"wrong: there are no pods at all"});
}

TEST(Subsets, OfRunningPodsAreUnknownInFiles) {
  const std::string pod = std::string(kPlaced.substr(0, kPlaced.rfind("---")));
  for (std::string_view labels :
       {"topology.kubernetes.io/zone: a", "topology.istio.io/cluster: a", "pod-template-hash: '1'"}) {
    EXPECT_EQ(Said(Subset(labels) + pod, Coverage::kFiles),
              Nothing{"unknown: these labels are given to pods when they run"})
        << labels;
  }
  EXPECT_EQ(Said(Subset("version: v1") + pod, Coverage::kFiles),
            Nothing{"wrong: no pod has the labels `version=v1`"});
  EXPECT_EQ(Said(Subset("version: v1"), Coverage::kFiles),
            Nothing{"unknown: no pods of namespace `shop` were given"});
}

TEST(Subsets, OfOneNameAreOne) {
  EXPECT_EQ(SaidOfPlaced("version: v1}}, {name: s, labels: {app: web"), Nothing{});
  EXPECT_EQ(SaidOfPlaced("app: web}}, {name: s, labels: {version: v1").size(), 1U);
}

}  // namespace
}  // namespace meshctl::analyze
