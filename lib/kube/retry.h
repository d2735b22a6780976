// SPDX-License-Identifier: Apache-2.0
// When to ask once more, and how long to wait before that.
#pragma once

#include <chrono>

namespace meshctl::kube {

/// Waits that double from `first` to `most`.
struct Backoff {
  std::chrono::milliseconds first{800};
  std::chrono::milliseconds most{30'000};
};

/// How long to wait after this many failures in a row (from 1). `random` in [0, 1) spreads clients that
/// failed together over the second half of that time.
std::chrono::milliseconds DelayAfter(const Backoff& backoff, int failures, double random);

/// A number in [0, 1), another one on each call.
double Random();

}  // namespace meshctl::kube
