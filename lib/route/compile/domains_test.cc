// SPDX-License-Identifier: Apache-2.0
#include "route/compile/domains.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace meshctl::route {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ShortForms, InTheSameNamespace) {
  EXPECT_THAT(ShortForms("reviews.shop.svc.cluster.local", "shop.svc.cluster.local"),
              ElementsAre("reviews", "reviews.shop.svc", "reviews.shop"));
}

TEST(ShortForms, InAnotherNamespace) {
  EXPECT_THAT(ShortForms("reviews.shop.svc.cluster.local", "blog.svc.cluster.local"),
              ElementsAre("reviews.shop", "reviews.shop.svc"));
}

TEST(ShortForms, ForeignNamesHaveNone) {
  EXPECT_THAT(ShortForms("foo.com", "shop.svc.cluster.local"), IsEmpty());
  EXPECT_THAT(ShortForms("svc.cluster.local", "shop.svc.cluster.local"), IsEmpty());
}

TEST(ShortForms, OutsideOfAClusterSharedLabelsDecide) {
  EXPECT_THAT(ShortForms("foo.local.campus.net", "remote.campus.net"),
              ElementsAre("foo.local", "foo.local.campus"));
  EXPECT_THAT(ShortForms("foo.local.campus.net", "local.campus.net"), ElementsAre("foo"));
  EXPECT_THAT(ShortForms("foo.com", "campus.net"), IsEmpty());
}

TEST(DomainsOf, HostAliasesAndAddresses) {
  mesh::Service service;
  service.hostname = "a.shop.svc.cluster.local";
  service.addresses = {"10.0.0.5", "::1"};
  EXPECT_THAT(DomainsOf(service, {"old.example"}, "blog.svc.cluster.local"),
              ElementsAre("a.shop.svc.cluster.local", "a.shop.svc.cluster.local.", "a.shop", "a.shop.svc",
                          "old.example", "old.example.", "10.0.0.5", "[::1]"));
}

}  // namespace
}  // namespace meshctl::route
