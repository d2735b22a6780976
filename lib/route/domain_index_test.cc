// SPDX-License-Identifier: Apache-2.0
#include "route/domain_index.h"

#include <gtest/gtest.h>

namespace meshctl::route {
namespace {

TEST(DomainIndex, PrefersExactThenSuffixThenPrefixThenAny) {
  DomainIndex index;
  EXPECT_TRUE(index.Add("*", 0));
  EXPECT_TRUE(index.Add("shop.*", 1));
  EXPECT_TRUE(index.Add("*.example", 2));
  EXPECT_TRUE(index.Add("*.shop.example", 3));
  EXPECT_TRUE(index.Add("Shop.Example", 4));
  EXPECT_EQ(index.Find("SHOP.example"), 4);
  EXPECT_EQ(index.Find("a.shop.example"), 3);
  EXPECT_EQ(index.Find("a.example"), 2);
  EXPECT_EQ(index.Find("shop.org"), 1);
  EXPECT_EQ(index.Find("other.org"), 0);
}

TEST(DomainIndex, AWildcardStandsForAtLeastOneCharacter) {
  DomainIndex index;
  index.Add("*.example", 1);
  index.Add("shop.*", 2);
  EXPECT_EQ(index.Find(".example"), std::nullopt);
  EXPECT_EQ(index.Find("shop."), std::nullopt);
  EXPECT_EQ(index.Find(""), std::nullopt);
}

TEST(DomainIndex, TheFirstOfEqualDomainsCounts) {
  DomainIndex index;
  EXPECT_TRUE(index.Add("a.example", 1));
  EXPECT_FALSE(index.Add("A.example", 2));
  EXPECT_TRUE(index.Add("*", 3));
  EXPECT_FALSE(index.Add("*", 4));
  EXPECT_EQ(index.Find("a.example"), 1);
  EXPECT_EQ(index.Find(std::string(1000, 'x')), 3);
}

}  // namespace
}  // namespace meshctl::route
