// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <gtest/gtest.h>

namespace meshctl {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(ParseDuration, ReadsEveryUnit) {
  EXPECT_EQ(ParseDuration("7ns"), Nanoseconds(7));
  EXPECT_EQ(ParseDuration("7us"), microseconds(7));
  EXPECT_EQ(ParseDuration("7\u00b5s"), microseconds(7));
  EXPECT_EQ(ParseDuration("7\u03bcs"), microseconds(7));
  EXPECT_EQ(ParseDuration("7ms"), milliseconds(7));
  EXPECT_EQ(ParseDuration("7s"), seconds(7));
  EXPECT_EQ(ParseDuration("7m"), minutes(7));
  EXPECT_EQ(ParseDuration("7h"), hours(7));
}

TEST(ParseDuration, AddsPartsAndFractions) {
  EXPECT_EQ(ParseDuration("1h2m3.5s"), hours(1) + minutes(2) + milliseconds(3500));
  EXPECT_EQ(ParseDuration("0.3s"), milliseconds(300));
  EXPECT_EQ(ParseDuration(".5s"), milliseconds(500));
  EXPECT_EQ(ParseDuration("1.s"), seconds(1));
  EXPECT_EQ(ParseDuration("-1.5h"), -minutes(90));
  EXPECT_EQ(ParseDuration("+5s"), seconds(5));
  EXPECT_EQ(ParseDuration("0"), Nanoseconds(0));
  EXPECT_EQ(ParseDuration("-0"), Nanoseconds(0));
  EXPECT_EQ(ParseDuration("-1h2m3.004s"), -(hours(1) + minutes(2) + milliseconds(3004)));
}

TEST(ParseDuration, CutsOffWhatIsFinerThanANanosecond) {
  EXPECT_EQ(ParseDuration(".5ns"), Nanoseconds(0));
  EXPECT_EQ(ParseDuration("1.9999999999s"), Nanoseconds(1'999'999'999));
  EXPECT_EQ(ParseDuration("0.0000000000000000000000000000001h"), Nanoseconds(0));
  EXPECT_EQ(ParseDuration("0.33333333333333333333333333333333333h"), Nanoseconds(1'200'000'000'000));
}

TEST(ParseDuration, RefusesWhatGoRefuses) {
  for (std::string_view text : {"", "5", "s", ".s", "-", "5 s", "5d", "5S", "1h2", "1..5s", "3s ", "five",
                                "1s ", "99999999999999999999s"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(ParseDuration, StopsAtTheRangeOfInt64) {
  EXPECT_EQ(ParseDuration("9223372036854775807ns"), Nanoseconds::max());
  EXPECT_EQ(ParseDuration("-9223372036854775808ns"), Nanoseconds::min());
  EXPECT_EQ(ParseDuration("9223372036854775808ns"), std::nullopt);
  EXPECT_EQ(ParseDuration("9999999999999999999999ns"), std::nullopt);
  EXPECT_EQ(ParseDuration("3000000h"), std::nullopt);
  EXPECT_EQ(ParseDuration("2562047h"), hours(2'562'047));
  EXPECT_EQ(ParseDuration("2562048h"), std::nullopt);
}

TEST(DurationToString, IsShort) {
  EXPECT_EQ(ToString(Nanoseconds(0)), "0s");
  EXPECT_EQ(ToString(Nanoseconds(15)), "15ns");
  EXPECT_EQ(ToString(microseconds(1500)), "1.5ms");
  EXPECT_EQ(ToString(Nanoseconds(2500)), "2.5us");
  EXPECT_EQ(ToString(milliseconds(250)), "250ms");
  EXPECT_EQ(ToString(milliseconds(2500)), "2.5s");
  EXPECT_EQ(ToString(minutes(90)), "1h30m");
  EXPECT_EQ(ToString(hours(2) + seconds(3)), "2h3s");
  EXPECT_EQ(ToString(-seconds(90)), "-1m30s");
}

TEST(DurationToString, IsReadBackAsTheSame) {
  for (std::int64_t count : {1L, 999L, 1001L, 1'000'000L, 59'999'999'999L, 3'600'000'000'001L}) {
    EXPECT_EQ(ParseDuration(ToString(Nanoseconds(count))), Nanoseconds(count)) << count;
  }
}

}  // namespace
}  // namespace meshctl
