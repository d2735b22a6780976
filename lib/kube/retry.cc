// SPDX-License-Identifier: Apache-2.0
// Exponential backoff with jitter. Pure, but for the source of randomness that callers pass in.
#include "kube/retry.h"

#include <algorithm>
#include <random>

namespace meshctl::kube {

std::chrono::milliseconds DelayAfter(const Backoff& backoff, int failures, double random) {
  auto whole = backoff.first;
  for (int i = 1; i < failures && whole < backoff.most; ++i) whole *= 2;
  whole = std::min(whole, backoff.most);
  const double share = 0.5 + std::clamp(random, 0.0, 1.0) / 2;
  return std::chrono::milliseconds(
      static_cast<std::chrono::milliseconds::rep>(static_cast<double>(whole.count()) * share));
}

namespace {

constexpr int kTriesOnInternalError = 3;

bool WorthRepeating(const Attempt& attempt) {
  if (attempt.end == Attempt::End::kOther) return false;
  const bool may = attempt.request == Attempt::Request::kMayRepeat;
  if (attempt.end == Attempt::End::kLost) return may;
  switch (attempt.status) {
    case 429:
    case 503:
      return may || attempt.retry_after.has_value();
    case 500:
      return may && attempt.tries < kTriesOnInternalError;
    case 502:
    case 504:
      return may;
    default:
      return false;
  }
}

}  // namespace

std::optional<std::chrono::milliseconds> RetryDelay(const RetryLimits& limits, const Attempt& attempt,
                                                    double random) {
  if (!WorthRepeating(attempt) || attempt.tries >= limits.tries) return std::nullopt;
  auto delay = DelayAfter(limits.backoff, attempt.tries, random);
  if (attempt.retry_after) {
    // Longer than any total: compared before it is turned into milliseconds, which it could overflow.
    if (*attempt.retry_after > std::chrono::ceil<std::chrono::seconds>(limits.total)) return std::nullopt;
    delay = std::max(delay, std::chrono::milliseconds(*attempt.retry_after));
  }
  if (attempt.elapsed + delay > limits.total) return std::nullopt;
  return delay;
}

double Random() {
  thread_local std::minstd_rand engine{std::random_device()()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

}  // namespace meshctl::kube
