// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/caller.h"

#include <gtest/gtest.h>

#include <string>

#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

/// Whether a rule, in flow style, of a policy in `shop` can mean `ingress/sa/edge`.
bool MeansEdge(const std::string& rule) {
  const mesh::Mesh mesh =
      MeshOf({{"policy.yaml",
               "{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: p, "
               "namespace: shop}, spec: {rules: [" +
                   rule + "]}}"}});
  return MayMean(mesh.authorization_policies().front().rules.front(), {"ingress", "edge"}, "shop");
}

bool SourceMeansEdge(const std::string& source) { return MeansEdge("{from: [{source: {" + source + "}}]}"); }

TEST(MayMean, ARuleWithoutSourcesMeansEverybody) {
  EXPECT_TRUE(MeansEdge("{}"));
  EXPECT_TRUE(MeansEdge("{to: [{operation: {paths: [/a]}}]}"));
  EXPECT_TRUE(SourceMeansEdge("ipBlocks: [10.0.0.1]"));
  EXPECT_TRUE(SourceMeansEdge("requestPrincipals: [\"*\"]"));
}

TEST(MayMean, PrincipalsAreComparedBehindTheTrustDomain) {
  EXPECT_TRUE(SourceMeansEdge("principals: [cluster.local/ns/ingress/sa/edge]"));
  EXPECT_TRUE(SourceMeansEdge("principals: [td/ns/ingress/sa/edge]"));
  EXPECT_TRUE(SourceMeansEdge("principals: [\"*\"]"));
  EXPECT_TRUE(SourceMeansEdge("principals: [\"*/sa/edge\"]"));
  EXPECT_TRUE(SourceMeansEdge("principals: [cluster.local/ns/ingress/*]"));
  EXPECT_TRUE(SourceMeansEdge("principals: [cluster.local*]"));
  EXPECT_FALSE(SourceMeansEdge("principals: [cluster.local/ns/ingress/sa/edge-2]"));
  EXPECT_FALSE(SourceMeansEdge("principals: [cluster.local/ns/other/*]"));
  EXPECT_FALSE(SourceMeansEdge("principals: [\"*/sa/other\"]"));
  EXPECT_FALSE(SourceMeansEdge("principals: [edge]"));
}

TEST(MayMean, NamespacesAndAccounts) {
  EXPECT_TRUE(SourceMeansEdge("namespaces: [other, ingress]"));
  EXPECT_TRUE(SourceMeansEdge("namespaces: [ing*]"));
  EXPECT_TRUE(SourceMeansEdge("namespaces: [\"*ress\"]"));
  EXPECT_FALSE(SourceMeansEdge("namespaces: [Ingress]"));
  EXPECT_TRUE(SourceMeansEdge("serviceAccounts: [ingress/edge]"));
  EXPECT_FALSE(SourceMeansEdge("serviceAccounts: [edge]")) << "an account of the policy's namespace";
}

TEST(MayMean, EveryFieldOfASourceMustHold) {
  EXPECT_FALSE(SourceMeansEdge("principals: [\"*\"], namespaces: [other]"));
  EXPECT_FALSE(SourceMeansEdge("namespaces: [ingress], notPrincipals: [\"*/sa/edge\"]"));
  EXPECT_FALSE(SourceMeansEdge("notNamespaces: [ingress]"));
  EXPECT_TRUE(SourceMeansEdge("notNamespaces: [other]"));
  EXPECT_TRUE(MeansEdge("{from: [{source: {namespaces: [a]}}, {source: {namespaces: [ingress]}}]}"))
      << "one source is enough";
}

TEST(MayMean, EveryConditionMustHold) {
  EXPECT_TRUE(
      MeansEdge("{when: [{key: source.namespace, values: [ingress]}, {key: source.ip, values: [1.1.1.1]}]}"));
  EXPECT_FALSE(
      MeansEdge("{when: [{key: source.namespace, values: [ingress]}, {key: source.principal, notValues: "
                "[\"*/sa/edge\"]}]}"));
  EXPECT_FALSE(MeansEdge("{when: [{key: source.serviceAccount, values: [edge]}]}"));
}

TEST(IdentityOf, TheDefaultAccountWhenNoneIsNamed) {
  const mesh::Mesh mesh = MeshOf({{"pods.yaml", R"({apiVersion: v1, kind: Pod, metadata: {name: a}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: shop}, spec: {serviceAccountName: web}}
)"}});
  EXPECT_EQ(IdentityOf(*mesh.workloads().Find("default", "a")).ToString(), "default/sa/default");
  EXPECT_EQ(IdentityOf(*mesh.workloads().Find("shop", "b")).ToString(), "shop/sa/web");
}

}  // namespace
}  // namespace meshctl::analyze
