// SPDX-License-Identifier: Apache-2.0
#include "schema/retired.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "schema/kinds.h"

namespace meshctl::schema {
namespace {

TEST(Retired, IsSortedAndOnlyHoldsWhatIsNotServed) {
  EXPECT_TRUE(std::ranges::is_sorted(
      AllRetired(), {}, [](const Retired& row) { return std::tuple(row.api_version, row.kind); }));
  for (const Retired& row : AllRetired()) {
    EXPECT_FALSE(FindKind(row.api_version, row.kind)) << row.api_version << " " << row.kind;
    if (row.new_api_version.empty()) {
      EXPECT_FALSE(row.instead.empty()) << row.api_version << " " << row.kind;
    } else {
      EXPECT_TRUE(FindKind(row.new_api_version, row.kind).served()) << row.new_api_version << " " << row.kind;
    }
  }
}

TEST(Retired, IsFound) {
  const Retired* row = FindRetired("batch/v1beta1", "CronJob");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->new_api_version, "batch/v1");
  EXPECT_EQ(FindRetired("batch/v1", "CronJob"), nullptr);
}

}  // namespace
}  // namespace meshctl::schema
