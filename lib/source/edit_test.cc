// SPDX-License-Identifier: Apache-2.0
#include "source/edit.h"

#include <gtest/gtest.h>

namespace meshctl::source {
namespace {

TEST(ApplyEdits, ReplacesInsertsAndDeletesInOrderOfPlace) {
  SourceFile file("a", "one two three");
  EXPECT_EQ(ApplyEdits(file, {{{&file, 8, 13}, "3"}, {{&file, 0, 3}, "1"}, {{&file, 3, 7}, ""}}), "1 3");
  EXPECT_EQ(ApplyEdits(file, {{{&file, 13, 13}, "!"}}), "one two three!");
}

TEST(ApplyEdits, LeavesOutWhatOverlapsRepeatsOrLiesElsewhere) {
  SourceFile file("a", "abcdef"), other("b", "x");
  EXPECT_EQ(ApplyEdits(file, {{{&file, 0, 3}, "X"}, {{&file, 2, 5}, "Y"}}), "Xdef");
  EXPECT_EQ(ApplyEdits(file, {{{&file, 1, 1}, "+"}, {{&file, 1, 1}, "+"}}), "a+bcdef");
  EXPECT_EQ(ApplyEdits(file, {{{&other, 0, 1}, "y"}}), "abcdef");
}

}  // namespace
}  // namespace meshctl::source
