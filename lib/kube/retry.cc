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

double Random() {
  thread_local std::minstd_rand engine{std::random_device()()};
  return std::uniform_real_distribution<double>(0, 1)(engine);
}

}  // namespace meshctl::kube
