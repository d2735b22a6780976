// SPDX-License-Identifier: Apache-2.0
#include "model/timestamp.h"

#include <gtest/gtest.h>

namespace meshctl::model {
namespace {

TEST(ParseTimestamp, CountsSecondsSince1970) {
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ParseTimestamp("2020-01-01T00:00:00Z"), 1577836800);
  EXPECT_EQ(ParseTimestamp("2024-02-29T12:30:15Z"), 1709209815);
  EXPECT_EQ(ParseTimestamp("1969-12-31T23:59:59Z"), -1);
}

TEST(ParseTimestamp, KnowsOffsetsAndCutsFractions) {
  EXPECT_EQ(ParseTimestamp("2020-01-01T02:00:00+02:00"), 1577836800);
  EXPECT_EQ(ParseTimestamp("2019-12-31T18:30:00-05:30"), 1577836800);
  EXPECT_EQ(ParseTimestamp("2020-01-01T00:00:00.987654Z"), 1577836800);
}

TEST(ParseTimestamp, RefusesOtherTexts) {
  for (std::string_view text :
       {"", "2020-01-01", "2020-01-01T00:00:00", "2020-13-01T00:00:00Z", "2020-02-30T00:00:00Z",
        "2020-01-01 00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:00:00.Z", "2020-01-01T00:00:00+2:00",
        "2020-01-01T00:00:00Z ", "yesterday"}) {
    EXPECT_EQ(ParseTimestamp(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace meshctl::model
