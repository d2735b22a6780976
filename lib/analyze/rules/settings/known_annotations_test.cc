// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/settings/known_annotations.h"

#include <gtest/gtest.h>

#include <set>

namespace meshctl::analyze {
namespace {

TEST(KnownAnnotations, AreFoundByTheirNames) {
  ASSERT_NE(FindAnnotation("sidecar.istio.io/inject"), nullptr);
  EXPECT_TRUE(FindAnnotation("sidecar.istio.io/inject")->deprecated);
  EXPECT_EQ(FindAnnotation("sidecar.istio.io/Inject"), nullptr);
  EXPECT_EQ(FindAnnotation(""), nullptr);
  EXPECT_EQ(AllAnnotations().size(), 68u);
}

TEST(KnownAnnotations, AreForKinds) {
  EXPECT_TRUE(FindAnnotation("networking.istio.io/traffic-distribution")->IsFor("Service"));
  EXPECT_TRUE(FindAnnotation("networking.istio.io/traffic-distribution")->IsFor("ServiceEntry"));
  EXPECT_FALSE(FindAnnotation("networking.istio.io/traffic-distribution")->IsFor("Entry"));
  EXPECT_FALSE(FindAnnotation("networking.istio.io/traffic-distribution")->IsFor("Pod"));
  EXPECT_TRUE(FindAnnotation("galley.istio.io/analyze-suppress")->IsFor("Deployment"));
  for (const KnownAnnotation& known : AllAnnotations())
    EXPECT_EQ(known.IsFor("Deployment"), known.kinds == kAnyKind) << known.name;
}

TEST(KnownAnnotations, InsteadIsForDeprecatedOnes) {
  for (const KnownAnnotation& known : AllAnnotations())
    EXPECT_TRUE(known.deprecated || known.instead.empty()) << known.name;
}

TEST(KnownAnnotations, LabelsAreNone) {
  EXPECT_TRUE(IsIstioLabel("istio.io/use-waypoint"));
  EXPECT_FALSE(IsIstioLabel("istio.io/waypoint"));
}

}  // namespace
}  // namespace meshctl::analyze
