// SPDX-License-Identifier: Apache-2.0
#include "mesh/host_index.h"

#include <gtest/gtest.h>

#include <random>

namespace meshctl::mesh {
namespace {

using Names = std::vector<std::string>;

HostIndex<int> IndexOf(const Names& hosts) {
  HostIndex<int> index;
  for (const std::string& host : hosts) index[host] += 1;
  index.Freeze();
  return index;
}

Names Overlapping(const HostIndex<int>& index, std::string_view host) {
  Names names;
  for (auto [name, _] : index.Overlapping(host)) names.emplace_back(name);
  return names;
}

TEST(HostIndex, KeepsOneValuePerHost) {
  HostIndex<int> index = IndexOf({"a.com", "b.com", "a.com"});
  EXPECT_EQ(index.size(), 2u);
  EXPECT_EQ(*index.Find("a.com"), 2);
  EXPECT_EQ(index.Find("c.com"), nullptr);
  EXPECT_EQ(index.Find("*.com"), nullptr);
}

TEST(HostIndex, FindsTheNarrowestCover) {
  HostIndex<int> index = IndexOf({"*", "*.com", "*.foo.com", "a.foo.com", "*oo.com"});
  EXPECT_EQ(index.MostSpecificName("a.foo.com"), "a.foo.com");
  EXPECT_EQ(index.MostSpecificName("b.foo.com"), "*.foo.com");
  EXPECT_EQ(index.MostSpecificName("foo.com"), "*oo.com");
  EXPECT_EQ(index.MostSpecificName("bar.com"), "*.com");
  EXPECT_EQ(index.MostSpecificName("com"), "*");
  EXPECT_EQ(index.MostSpecificName("*.b.foo.com"), "*.foo.com");
  EXPECT_EQ(index.MostSpecificName("*.net"), "*");
}

TEST(HostIndex, FindsEverythingThatOverlaps) {
  HostIndex<int> index = IndexOf({"a.foo.com", "*.foo.com", "bar.com", "*", "a.b.foo.com", "*.net"});
  EXPECT_EQ(Overlapping(index, "a.foo.com"), (Names{"a.foo.com", "*.foo.com", "*"}));
  EXPECT_EQ(Overlapping(index, "*.foo.com"), (Names{"a.foo.com", "*.foo.com", "*", "a.b.foo.com"}));
  EXPECT_EQ(Overlapping(index, "*.b.foo.com"), (Names{"*.foo.com", "*", "a.b.foo.com"}));
  EXPECT_EQ(Overlapping(index, "*").size(), 6u);
  EXPECT_EQ(Overlapping(index, "nowhere"), Names{"*"});
}

TEST(HostIndex, StaysGoodWhenMoved) {
  HostIndex<int> index = IndexOf({"*.com", "a.com"});
  HostIndex<int> moved = std::move(index);
  EXPECT_EQ(moved.MostSpecificName("b.com"), "*.com");
  EXPECT_EQ(*moved.Find("a.com"), 1);
}

/// Hosts over a tiny alphabet, so that many of them overlap.
Names SomeHosts(std::mt19937& random, std::size_t count) {
  Names hosts;
  for (std::size_t i = 0; i < count; ++i) {
    std::string host = random() % 3 == 0 ? "*" : "";
    for (std::size_t length = random() % 5; length > 0; --length) host += "ab."[random() % 3];
    hosts.push_back(host);
  }
  return hosts;
}

TEST(HostIndex, AgreesWithTryingEveryHost) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    HostIndex<int> index = IndexOf(SomeHosts(random, 12));
    for (const std::string& needle : SomeHosts(random, 12)) {
      Names overlapping;
      std::string best;
      bool found = false;
      index.ForEach([&](const std::string& host, int) {
        if (Overlap(host, needle)) overlapping.push_back(host);
        bool covers = host == needle || (IsWildcard(host) && IsSubsetOf(needle, host));
        if (covers && (!found || MoreSpecific(host, best))) {
          best = host;
          found = true;
        }
      });
      EXPECT_EQ(Overlapping(index, needle), overlapping) << needle;
      EXPECT_EQ(index.MostSpecific(needle) != nullptr, found) << needle;
      EXPECT_EQ(index.MostSpecificName(needle), best) << needle;
    }
  }
}

}  // namespace
}  // namespace meshctl::mesh
