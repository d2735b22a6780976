// SPDX-License-Identifier: Apache-2.0
#include "kube/retry.h"

#include <gtest/gtest.h>

namespace meshctl::kube {
namespace {

TEST(DelayAfter, DoublesUpToABound) {
  const Backoff backoff;
  const int whole[] = {800, 1600, 3200, 6400, 12'800, 25'600, 30'000, 30'000};
  for (int failures = 1; failures <= 8; ++failures) {
    EXPECT_EQ(DelayAfter(backoff, failures, 1).count(), whole[failures - 1]);
    EXPECT_EQ(DelayAfter(backoff, failures, 0).count(), whole[failures - 1] / 2);
  }
  EXPECT_EQ(DelayAfter(backoff, 1'000'000, 0.5).count(), 22'500);
}

TEST(Random, StaysInItsRange) {
  for (int i = 0; i < 1000; ++i) {
    const double number = Random();
    EXPECT_GE(number, 0);
    EXPECT_LT(number, 1);
  }
}

}  // namespace
}  // namespace meshctl::kube
