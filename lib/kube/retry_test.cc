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

std::optional<int> Delay(const Attempt& attempt, const RetryLimits& limits = {}) {
  const auto delay = RetryDelay(limits, attempt, 1);
  return delay ? std::optional(static_cast<int>(delay->count())) : std::nullopt;
}

constexpr Attempt::Request kTwice = Attempt::Request::kMayRepeat;
constexpr Attempt::Request kOnce = Attempt::Request::kMustNotTwice;

TEST(RetryDelay, TriesAgainWhatHelps) {
  for (const int status : {429, 500, 502, 503, 504}) {
    EXPECT_EQ(Delay({.request = kTwice, .status = status}), 250) << status;
    EXPECT_EQ(Delay({.request = kOnce, .status = status}), std::nullopt) << status;
  }
  for (const int status : {200, 400, 401, 403, 404, 409, 410, 422, 501}) {
    EXPECT_EQ(Delay({.request = kTwice, .status = status}), std::nullopt) << status;
  }
  EXPECT_EQ(Delay({.request = kTwice, .end = Attempt::End::kLost}), 250);
  EXPECT_EQ(Delay({.request = kOnce, .end = Attempt::End::kLost}), std::nullopt);
  EXPECT_EQ(Delay({.request = kTwice, .end = Attempt::End::kOther}), std::nullopt);
}

TEST(RetryDelay, ObeysRetryAfter) {
  using std::chrono::seconds;
  EXPECT_EQ(Delay({.request = kOnce, .status = 429, .retry_after = seconds(3)}), 3000);
  EXPECT_EQ(Delay({.request = kOnce, .status = 503, .retry_after = seconds(0)}), 250);
  EXPECT_EQ(Delay({.request = kOnce, .status = 500, .retry_after = seconds(1)}), std::nullopt);
  EXPECT_EQ(Delay({.request = kTwice, .status = 429, .retry_after = seconds(61)}), std::nullopt);
  EXPECT_EQ(Delay({.request = kTwice, .status = 429, .retry_after = seconds::max()}), std::nullopt);
}

TEST(RetryDelay, IsBounded) {
  EXPECT_EQ(Delay({.request = kTwice, .status = 503, .tries = 5}), 4000);
  EXPECT_EQ(Delay({.request = kTwice, .status = 503, .tries = 6}), std::nullopt);
  EXPECT_EQ(Delay({.request = kTwice, .status = 500, .tries = 2}), 500);
  EXPECT_EQ(Delay({.request = kTwice, .status = 500, .tries = 3}), std::nullopt);
  const std::chrono::milliseconds late(59'800);
  EXPECT_EQ(Delay({.request = kTwice, .status = 503, .elapsed = late}), std::nullopt);
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
