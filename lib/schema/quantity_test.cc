// SPDX-License-Identifier: Apache-2.0
#include "schema/quantity.h"

#include <gtest/gtest.h>

namespace meshctl::schema {
namespace {

Quantity Of(std::string_view text) { return *Quantity::Parse(text); }

TEST(Quantity, IsTheSameNumberInEverySpelling) {
  EXPECT_EQ(Of("1"), Of("1000m"));
  EXPECT_EQ(Of("1Gi"), Of("1024Mi"));
  EXPECT_EQ(Of("1.5Ki"), Of("1536"));
  EXPECT_EQ(Of("1e3"), Of("1k"));
  EXPECT_EQ(Of("1E-3"), Of("1m"));
  EXPECT_EQ(Of("+.5"), Of("500m"));
  EXPECT_EQ(Of("5."), Of("5"));
  EXPECT_EQ(Of("000001.0"), Of("1"));
  EXPECT_EQ(Of("1E"), Of("1000P"));
  EXPECT_EQ(Of("7"), Quantity::Of(7));
}

TEST(Quantity, IsComparedByValue) {
  EXPECT_LT(Of("999m"), Of("1"));
  EXPECT_LT(Of("1G"), Of("1Gi"));
  EXPECT_LT(Of("-1"), Of("0"));
  EXPECT_LT(Of("9007199254740992"), Of("9007199254740993"));
  EXPECT_LT(Of("0.100000001"), Of("0.100000002"));
}

TEST(Quantity, RoundsUpBelowBillionths) {
  EXPECT_EQ(Of("0.1n"), Of("1n"));
  EXPECT_EQ(Of("-0.1n"), Of("-1n"));
  EXPECT_EQ(Of("1e-5000"), Of("1n"));
  EXPECT_EQ(Of("1.0000000000000000000000001"), Of("1000000001n"));
}

TEST(Quantity, IsCappedWhereKubernetesStopsCounting) {
  EXPECT_EQ(Of("8Ei"), Of("9223372036854775807"));
  EXPECT_EQ(Of("99999999999999999999999999"), Of("9223372036854775807"));
  EXPECT_EQ(Of("1e999999999999"), Of("9223372036854775807"));
  EXPECT_EQ(Of("7.9Ei"), Of("7.9Ei"));
  EXPECT_LT(Of("7.9Ei"), Of("8Ei"));
  EXPECT_EQ(Of("0e9999"), Of("0"));
}

TEST(Quantity, KnowsWholeNumbersAndMultiples) {
  EXPECT_TRUE(Of("1000m").whole());
  EXPECT_FALSE(Of("1500m").whole());
  EXPECT_TRUE(Of("4Mi").MultipleOf(Of("2Mi")));
  EXPECT_FALSE(Of("3Mi").MultipleOf(Of("2Mi")));
  EXPECT_DOUBLE_EQ(Of("1").Over(Of("500m")), 2.0);
  EXPECT_TRUE(Of("-1m").negative());
}

TEST(Quantity, IsNotEveryText) {
  for (const char* text : {"", "1 Gi", "1K", "abc", "1e", "-", "1.2.3", "."}) {
    EXPECT_FALSE(Quantity::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace meshctl::schema
