// SPDX-License-Identifier: Apache-2.0
// Kinds by every name people and manifests use for them.
#include "schema/kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace meshctl::schema {
namespace {

using ::testing::ElementsAre;

TEST(FindKind, TakesGroupAndVersionTogetherOrApart) {
  const Kind deployment = FindKind("apps/v1", "Deployment");
  ASSERT_TRUE(deployment);
  EXPECT_EQ(deployment, FindKind("apps", "v1", "Deployment"));
  EXPECT_EQ(deployment.plural(), "deployments");
  EXPECT_EQ(deployment.list_name(), "DeploymentList");
  EXPECT_THAT(deployment.short_names(), ElementsAre("deploy"));
  EXPECT_THAT(deployment.categories(), ElementsAre("all"));
  EXPECT_THAT(deployment.subresources(), ElementsAre("scale", "status"));
  EXPECT_EQ(deployment.scale_spec_path(), ".spec.replicas");
  EXPECT_TRUE(deployment.namespaced());
  EXPECT_FALSE(deployment.custom());
  EXPECT_EQ(deployment.type().name(), "apps.v1.Deployment");
}

TEST(FindKind, TellsKindsOfTwoGroupsApart) {
  EXPECT_EQ(FindKind("networking.istio.io/v1", "Gateway").type().name(), "networking.istio.io.Gateway");
  EXPECT_EQ(FindKind("gateway.networking.k8s.io/v1", "Gateway").type().name(),
            "gateway.networking.k8s.io.Gateway");
}

TEST(FindKind, IsExact) {
  EXPECT_FALSE(FindKind("v1", "Deployment"));
  EXPECT_FALSE(FindKind("apps/v1", "deployment"));
  EXPECT_FALSE(FindKind("apps/v2", "Deployment"));
  EXPECT_FALSE(FindKind("", ""));
}

TEST(Kind, AbsentHandlesAnswerNothing) {
  const Kind absent;
  EXPECT_FALSE(absent);
  EXPECT_EQ(absent.name(), "");
  EXPECT_FALSE(absent.type());
  EXPECT_TRUE(absent.columns().empty());
}

TEST(Kind, VersionsDiffer) {
  EXPECT_TRUE(FindKind("gateway.networking.k8s.io/v1", "TCPRoute").served());
  const Kind old = FindKind("gateway.networking.k8s.io/v1alpha2", "TCPRoute");
  EXPECT_FALSE(old.served());
  EXPECT_TRUE(old.served_experimental());
  EXPECT_TRUE(old.deprecated());
  EXPECT_EQ(old.type().name(), "gateway.networking.k8s.io.TCPRoute_v1alpha2");
}

TEST(Kind, HasColumns) {
  const Columns columns = FindKind("networking.istio.io/v1", "VirtualService").columns();
  ASSERT_EQ(columns.size(), 3u);
  EXPECT_EQ(columns[0].name(), "Gateways");
  EXPECT_EQ(columns[0].path(), ".spec.gateways");
  EXPECT_EQ(columns[2].type(), "date");
  EXPECT_EQ(columns[2].priority(), 0);
}

TEST(Preferred, IsTheNewestStableServedVersion) {
  EXPECT_EQ(Preferred("networking.istio.io", "VirtualService").version(), "v1");
  EXPECT_EQ(Preferred("networking.istio.io", "EnvoyFilter").version(), "v1alpha3");
  EXPECT_EQ(Preferred("autoscaling", "HorizontalPodAutoscaler").version(), "v2");
  EXPECT_FALSE(Preferred("networking.istio.io", "Deployment"));
}

TEST(FindResource, TakesEveryNameOfAKind) {
  for (const char* name : {"deploy", "deployment", "deployments", "Deployment", "DEPLOY", "deployments.apps",
                           "deployments.v1.apps", "deploy.apps"}) {
    EXPECT_EQ(FindResource(name).api_version(), "apps/v1") << name;
  }
  EXPECT_EQ(FindResource("vs").name(), "VirtualService");
  EXPECT_EQ(FindResource("po").name(), "Pod");
}

TEST(FindResource, ChoosesAmongGroupsAsKubectlDoes) {
  EXPECT_EQ(FindResource("events").group(), "");
  EXPECT_EQ(FindResource("gateways").group(), "gateway.networking.k8s.io");
  EXPECT_EQ(FindResource("gateways.networking.istio.io").group(), "networking.istio.io");
  EXPECT_EQ(FindResource("gw").group(), "networking.istio.io") << "the other one's short name is gtw";
}

TEST(FindResource, TakesNoOtherNames) {
  for (const char* name : {"", "deplo", "deployments.v2.apps", "deployments.core", ".", "scale"}) {
    EXPECT_FALSE(FindResource(name)) << name;
  }
  EXPECT_EQ(NearestResource("deploymet"), "deployment");
  EXPECT_EQ(NearestResource("xyzzy-nothing"), "");
}

TEST(Nearest, NamesKindsAndVersions) {
  EXPECT_EQ(NearestKindName("VirtualServcie"), "VirtualService");
  EXPECT_EQ(NearestKindName("Whatever"), "");
  EXPECT_EQ(NearestApiVersion("networking.istio.io/v1beta", "Gateway"), "networking.istio.io/v1beta1");
  EXPECT_EQ(NearestApiVersion("app/v1", "Deployment"), "apps/v1");
  ASSERT_EQ(KindsNamed("Deployment").size(), 1u);
  EXPECT_TRUE(KindsNamed("Nothing").empty());
}

TEST(SplitApiVersion, CutsAtTheSlash) {
  EXPECT_EQ(SplitApiVersion("apps/v1").group, "apps");
  EXPECT_EQ(SplitApiVersion("apps/v1").version, "v1");
  EXPECT_EQ(SplitApiVersion("v1").group, "");
  EXPECT_EQ(SplitApiVersion("v1").version, "v1");
}

TEST(AllKinds, AreCompleteAndDistinct) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Kind kind : AllKinds()) {
    EXPECT_TRUE(seen.emplace(kind.api_version(), kind.name()).second) << kind.api_version() << kind.name();
    EXPECT_FALSE(kind.plural().empty() || kind.singular().empty() || kind.list_name().empty()) << kind.name();
    EXPECT_EQ(FindKind(kind.api_version(), kind.name()), kind);
    for (const char* field : {"apiVersion", "kind", "metadata"}) {
      EXPECT_TRUE(kind.type().Find(field)) << kind.name() << " " << field;
    }
  }
  EXPECT_EQ(seen.size(), 102u);
}

}  // namespace
}  // namespace meshctl::schema
