// SPDX-License-Identifier: Apache-2.0
// What the documents of the rules cannot show: answers for a cluster, and what files cannot know.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyze/rules/policies/rules.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

using Messages = std::vector<std::string>;

Messages MessagesOf(const diag::Report& report) {
  Messages messages;
  for (const diag::Diagnostic& d : report.findings()) messages.push_back(d.message);
  return messages;
}

Outcome RunOn(const Rule& rule, const mesh::Mesh& mesh, Coverage coverage) {
  const Rule* const rules[] = {&rule};
  return RunRules(mesh, rules, {.coverage = coverage});
}

// A rule says the same of a cluster and of files, or cannot know it for files.
void ExpectOnlyOfACluster(const Rule& rule, const std::string& yaml, const Messages& messages) {
  const mesh::Mesh mesh = MeshOf({{"mesh.yaml", yaml}});
  const Outcome cluster = RunOn(rule, mesh, Coverage::kCluster), files = RunOn(rule, mesh, Coverage::kFiles);
  EXPECT_EQ(MessagesOf(cluster.report), messages);
  EXPECT_EQ(MessagesOf(files.report), Messages{});
  EXPECT_EQ(MessagesOf(files.unknown), messages);
}

constexpr const char* kShop = R"(
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
)";

std::string Policy(const std::string& ns, const std::string& spec) {
  return "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p, namespace: " + ns +
         "}\nspec: " + spec + "\n";
}

std::string From(const std::string& source) { return "{rules: [{from: [{source: " + source + "}]}]}"; }

TEST(UnknownSourceNamespace, IsCertainInAClusterOnly) {
  ExpectOnlyOfACluster(kUnknownSourceNamespace,
                       kShop + Policy("shop", From("{namespaces: [shop, monitoring, shop-*, '*-shop', '']}")),
                       {"namespace `monitoring` does not exist", "namespace `shop-*` does not exist",
                        "namespace `*-shop` does not exist", "namespace `` does not exist"});
}

TEST(UnknownSourceNamespace, AStarNeedsOneNamespace) {
  const mesh::Mesh mesh = MeshOf({{"mesh.yaml", Policy("shop", From("{namespaces: ['*']}"))}});
  EXPECT_EQ(MessagesOf(RunOn(kUnknownSourceNamespace, mesh, Coverage::kCluster).report).size(), 1u);
  EXPECT_EQ(RunOn(kUnknownSourceNamespace, mesh, Coverage::kFiles).skipped.size(), 1u);
}

TEST(PolicyWithoutWorkloads, OfANamespaceWithoutGivenPods) {
  ExpectOnlyOfACluster(kPolicyWithoutWorkloads, kShop + Policy("checkout", "{}"),
                       {"policy `p` applies to no workload: namespace `checkout` has no Pods in the mesh"});
}

TEST(PolicyWithoutWorkloads, OfPodsWhoseNamespaceWasNotGiven) {
  ExpectOnlyOfACluster(kPolicyWithoutWorkloads,
                       kShop + Policy("checkout", "{selector: {matchLabels: {app: cart}}}") + R"(---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: checkout, labels: {app: cart}}
)",
                       {"policy `p` applies to no workload: `app=cart` selects no Pod in the mesh"});
}

TEST(PolicyWithoutWorkloads, OfTheWholeMesh) {
  ExpectOnlyOfACluster(kPolicyWithoutWorkloads,
                       kShop + Policy("istio-system", "{selector: {matchLabels: {app: cart}}}"),
                       {"policy `p` applies to no workload: `app=cart` selects no Pod in the mesh"});
}

TEST(PolicyWithoutWorkloads, OfAMeshWithoutPods) {
  const mesh::Mesh mesh = MeshOf({{"mesh.yaml", Policy("istio-system", "{selector: {}}")}});
  EXPECT_EQ(MessagesOf(RunOn(kPolicyWithoutWorkloads, mesh, Coverage::kCluster).report),
            Messages{"policy `p` applies to no workload: there are no Pods in the mesh"});
  const mesh::Mesh all = MeshOf({{"mesh.yaml", Policy("istio-system", "{}")}});
  EXPECT_TRUE(RunOn(kPolicyWithoutWorkloads, all, Coverage::kCluster).report.empty());
}

TEST(PolicyWithoutWorkloads, TemplatesAreNoPodsOfACluster) {
  const mesh::Mesh mesh =
      MeshOf({{"mesh.yaml", kShop + Policy("shop", "{selector: {matchLabels: {app: cart}}}") +
                                R"(---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {replicas: 0, template: {metadata: {labels: {app: cart}}}}
)"}});
  EXPECT_EQ(RunOn(kPolicyWithoutWorkloads, mesh, Coverage::kCluster).report.findings().size(), 1u);
  EXPECT_TRUE(RunOn(kPolicyWithoutWorkloads, mesh, Coverage::kFiles).report.empty());
}

TEST(PolicyWithoutWorkloads, PodsOfFilesAreYetToBeInjected) {
  const std::string bare = R"(
apiVersion: v1
kind: Namespace
metadata: {name: checkout, labels: {istio.io/rev: stable}}
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: checkout, labels: {app: cart}}
---
)";
  const mesh::Mesh mesh = MeshOf({{"mesh.yaml", bare + Policy("checkout", "{}")}});
  EXPECT_TRUE(RunOn(kPolicyWithoutWorkloads, mesh, Coverage::kFiles).report.empty());
  EXPECT_EQ(RunOn(kPolicyWithoutWorkloads, mesh, Coverage::kCluster).report.findings().size(), 1u);
}

TEST(IneffectiveSelector, IsToldOnceForEachGateway) {
  const mesh::Mesh mesh =
      MeshOf({{"mesh.yaml", Policy("shop", "{selector: {matchLabels: {app: gw}}}") + R"(---
apiVersion: v1
kind: Pod
metadata: {name: a-1, namespace: shop, labels: {app: gw, gateway.networking.k8s.io/gateway-name: a}}
---
apiVersion: v1
kind: Pod
metadata: {name: a-2, namespace: shop, labels: {app: gw, gateway.networking.k8s.io/gateway-name: a}}
---
apiVersion: v1
kind: Pod
metadata: {name: b-1, namespace: shop, labels: {app: gw, gateway.networking.k8s.io/gateway-name: b}}
)"}});
  EXPECT_EQ(MessagesOf(RunOn(kIneffectiveSelector, mesh, Coverage::kCluster).report),
            (Messages{"the selector of AuthorizationPolicy `p` has no effect on Gateway `a`",
                      "the selector of AuthorizationPolicy `p` has no effect on Gateway `b`"}));
}

}  // namespace
}  // namespace meshctl::analyze
