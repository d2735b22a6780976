// SPDX-License-Identifier: Apache-2.0
#include "simulate/frequent.h"

#include <gtest/gtest.h>

namespace meshctl::simulate {
namespace {

TEST(Frequent, CountsExactlyWhileThereIsRoom) {
  Frequent frequent(3);
  for (const char* text : {"b", "a", "b", "c", "a", "b"}) frequent.Add(text, 1);
  const auto top = frequent.Top(2);
  ASSERT_EQ(top.size(), 2u);
  EXPECT_EQ(top[0].text, "b");
  EXPECT_EQ(top[0].count, 3u);
  EXPECT_EQ(top[1].text, "a");
  EXPECT_TRUE(frequent.exact());
}

TEST(Frequent, NeverMissesWhatIsFrequent) {
  constexpr std::size_t kCapacity = 10;
  Frequent frequent(kCapacity);
  for (int i = 0; i < 1000; ++i) {
    frequent.Add("often", 1);
    frequent.Add("rare-" + std::to_string(i), 1);
    if (i % 3 == 0) frequent.Add("now and then", 1);
  }
  const auto top = frequent.Top(kCapacity + 1);
  EXPECT_FALSE(frequent.exact());
  ASSERT_EQ(top.size(), kCapacity);
  EXPECT_EQ(top[0].text, "often");
  EXPECT_GE(top[0].count, 1000u);
  EXPECT_LE(top[0].count - top[0].excess, 1000u);
  EXPECT_EQ(top[1].text, "now and then");
  EXPECT_LE(top[1].count - top[1].excess, 334u);
  EXPECT_GE(top[1].count, 334u);
}

}  // namespace
}  // namespace meshctl::simulate
