// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <gtest/gtest.h>

#include <numeric>

namespace meshctl {
namespace {

TEST(ParallelFor, DoesEachPieceOnce) {
  for (const std::size_t count : {0u, 1u, 7u, 8u, 1000u}) {
    std::vector<int> done(count);
    ParallelFor(count, [&](std::size_t i) { ++done[i]; });
    EXPECT_EQ(std::accumulate(done.begin(), done.end(), 0), static_cast<int>(count));
    EXPECT_EQ(std::count(done.begin(), done.end(), 1), static_cast<std::ptrdiff_t>(count));
  }
}

}  // namespace
}  // namespace meshctl
