// SPDX-License-Identifier: Apache-2.0
#include "mesh/host.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace meshctl::mesh {
namespace {

using Views = std::vector<std::string_view>;

TEST(Host, OverlapIsSymmetricAndNeedsTextForTheStar) {
  EXPECT_TRUE(Overlap("a.foo.com", "*.foo.com"));
  EXPECT_TRUE(Overlap("*.foo.com", "a.b.foo.com"));
  EXPECT_FALSE(Overlap("*.foo.com", "foo.com"));
  EXPECT_TRUE(Overlap("*foo.com", "foo.com")) << "the star may stand for nothing";
  EXPECT_TRUE(Overlap("*.com", "*.foo.com"));
  EXPECT_FALSE(Overlap("*.bar.com", "*.foo.com"));
  EXPECT_TRUE(Overlap("*", "anything"));
  EXPECT_FALSE(Overlap("Foo.com", "foo.com"));
}

TEST(Host, SubsetHasADirection) {
  EXPECT_TRUE(IsSubsetOf("a.foo.com", "*.foo.com"));
  EXPECT_FALSE(IsSubsetOf("*.foo.com", "a.foo.com"));
  EXPECT_TRUE(IsSubsetOf("*.foo.com", "*.com"));
  EXPECT_FALSE(IsSubsetOf("*.com", "*.foo.com"));
  EXPECT_TRUE(IsSubsetOf("*", "*"));
  EXPECT_TRUE(IsSubsetOf("foo.com", "foo.com"));
}

TEST(Host, MoreSpecificPutsExactBeforeWildcardAndLongBeforeShort) {
  Views hosts = {"*", "*.com", "b.com", "a.com", "a.b.com", "*.b.com"};
  std::ranges::sort(hosts, MoreSpecific);
  EXPECT_EQ(hosts, (Views{"a.b.com", "a.com", "b.com", "*.b.com", "*.com", "*"}));
}

TEST(Host, IntersectionKeepsTheNarrower) {
  EXPECT_EQ(Intersection({"*.com"}, {"foo.com", "bar.com"}), (Views{"foo.com", "bar.com"}));
  EXPECT_EQ(Intersection({"foo.com", "*.net"}, {"*.bar.net"}), (Views{"*.bar.net"}));
  EXPECT_EQ(Intersection({"*", "foo.com"}, {"foo.com"}), (Views{"foo.com"})) << "once";
  EXPECT_EQ(Intersection({"a.com"}, {"b.com"}), Views{});
}

TEST(Host, NamesForNamespaceDropsOtherNamespaces) {
  EXPECT_EQ(NamesForNamespace({"a/x.com", "b/y.com", "*/z.com", "w.com"}, "a"),
            (Views{"x.com", "z.com", "w.com"}));
}

TEST(Host, ShortNamesAreExpandedDifferentlyForRoutesAndRules) {
  EXPECT_EQ(ExpandForRouting("reviews", "shop", "cluster.local"), "reviews.shop.svc.cluster.local");
  EXPECT_EQ(ExpandForRouting("reviews", "shop", ""), "reviews.shop");
  EXPECT_EQ(ExpandForRouting("reviews.prod", "shop", "cluster.local"), "reviews.prod");
  EXPECT_EQ(ExpandForRouting("*", "shop", "cluster.local"), "*");
  EXPECT_EQ(ExpandForRouting("", "shop", "cluster.local"), "");
  EXPECT_EQ(ExpandForRouting("::1", "shop", "cluster.local"), "::1");
  EXPECT_EQ(ExpandForRouting("*x", "shop", "cluster.local"), "*x.shop.svc.cluster.local");

  EXPECT_EQ(ExpandForAnalysis("reviews", "shop"), "reviews.shop.svc.cluster.local");
  EXPECT_EQ(ExpandForAnalysis("reviews.prod", "shop"), "reviews.prod");
  EXPECT_EQ(ExpandForAnalysis("*x", "shop"), "*x");
}

TEST(Host, GatewayNames) {
  EXPECT_EQ(ResolveGatewayName("mesh", "shop"), "mesh");
  EXPECT_EQ(ResolveGatewayName("main", "shop"), "shop/main");
  EXPECT_EQ(ResolveGatewayName("./main", "shop"), "shop/main");
  EXPECT_EQ(ResolveGatewayName("front/main", "shop"), "front/main");
  EXPECT_EQ(ResolveGatewayName("main.front", "shop"), "front/main");
  EXPECT_EQ(ResolveGatewayName("main.front.svc.cluster.local", "shop"), "front/main");
}

TEST(Host, IpAddresses) {
  EXPECT_TRUE(IsIpAddress("10.0.0.1"));
  EXPECT_TRUE(IsIpAddress("2001:db8::1"));
  EXPECT_FALSE(IsIpAddress("10.0.0"));
  EXPECT_FALSE(IsIpAddress("10.0.0.1/8"));
  EXPECT_FALSE(IsIpAddress(""));
  EXPECT_FALSE(IsIpAddress(std::string(500, '1')));
}

}  // namespace
}  // namespace meshctl::mesh
