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

std::vector<std::string> NamesOf(const std::vector<Domain>& domains) {
  std::vector<std::string> names;
  for (const Domain& domain : domains) names.push_back(domain.name);
  return names;
}

TEST(DomainsOf, HostAliasesAndAddresses) {
  const model::Service kubernetes;
  mesh::Service service;
  service.kubernetes = &kubernetes;
  service.hostname = "a.shop.svc.cluster.local";
  service.addresses = {"10.0.0.5", "::1"};
  Proxy proxy;
  proxy.addresses = {"10.1.0.1", "fd00::1"};
  EXPECT_THAT(
      NamesOf(DomainsOf(service, service.hostname, {"old.example"}, proxy, "blog.svc.cluster.local", 0)),
      ElementsAre("a.shop.svc.cluster.local", "a.shop.svc.cluster.local.", "a.shop", "a.shop.svc",
                  "old.example", "old.example.", "10.0.0.5", "[::1]"));
}

TEST(DomainsOf, WithAPortEachNameTwice) {
  mesh::Service service;
  service.hostname = "foo.com";
  EXPECT_THAT(NamesOf(DomainsOf(service, service.hostname, {}, Proxy(), "blog.svc.cluster.local", 8080)),
              ElementsAre("foo.com", "foo.com:8080", "foo.com.", "foo.com.:8080"));
}

TEST(DomainsOf, OfAServiceEntryTheLastAddressCounts) {
  mesh::Service service;
  service.hostname = "foo.com";
  service.addresses = {"10.0.0.5", "10.0.0.6"};
  EXPECT_THAT(NamesOf(DomainsOf(service, service.hostname, {}, Proxy(), "blog.svc.cluster.local", 0)),
              ElementsAre("foo.com", "foo.com.", "10.0.0.6"));
}

}  // namespace
}  // namespace meshctl::route
