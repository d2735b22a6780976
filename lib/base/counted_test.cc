// SPDX-License-Identifier: Apache-2.0
#include "base/counted.h"

#include <gtest/gtest.h>

namespace meshctl {
namespace {

TEST(Counted, AgreesWithTheNumber) {
  EXPECT_EQ(Counted(1, "file"), "1 file");
  EXPECT_EQ(Counted(0, "file"), "0 files");
  EXPECT_EQ(Counted(2, "property"), "2 properties");
  EXPECT_EQ(Counted(1, "property"), "1 property");
}

}  // namespace
}  // namespace meshctl
