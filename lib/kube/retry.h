// SPDX-License-Identifier: Apache-2.0
// When to ask once more, and how long to wait before that.
#pragma once

#include <chrono>
#include <optional>

namespace meshctl::kube {

/// Waits that double from `first` to `most`.
struct Backoff {
  std::chrono::milliseconds first{800};
  std::chrono::milliseconds most{30'000};
};

/// How long to wait after this many failures in a row (from 1). `random` in [0, 1) spreads clients that
/// failed together over the second half of that time.
std::chrono::milliseconds DelayAfter(const Backoff& backoff, int failures, double random);

/// Bounds for trying a request again.
struct RetryLimits {
  int tries = 6;                            ///< at most, the first included
  std::chrono::milliseconds total{60'000};  ///< no try begins later than this after the first one has
  Backoff backoff = {std::chrono::milliseconds(250), std::chrono::milliseconds(8'000)};
};

/// How a try has ended.
struct Attempt {
  enum class Request {
    kMayRepeat,    ///< once more changes nothing
    kMustNotTwice  ///< only when it is certain that the server has not acted on it
  };
  enum class End {
    kAnswered,
    kLost,  ///< the connection broke before the answer was complete
    kOther  ///< trying again would not help: TLS, a deadline, an answer that is too large
  };

  Request request = Request::kMayRepeat;
  End end = End::kAnswered;
  int status = 0;                                        ///< of an answer
  std::optional<std::chrono::seconds> retry_after = {};  ///< of an answer
  int tries = 1;                                         ///< so far, this one included
  std::chrono::milliseconds elapsed{0};                  ///< since the first one began
};

/// How long to wait before another try; nothing: the end stands. Tries again: 429 and 503 with Retry-After
/// (the server has turned the request away, as client-go reads it); what may be repeated also on 429, 500
/// (twice at most: some 500s stay), 502, 503, 504 and a lost connection. Retry-After is obeyed.
std::optional<std::chrono::milliseconds> RetryDelay(const RetryLimits& limits, const Attempt& attempt,
                                                    double random);

/// A number in [0, 1), another one on each call.
double Random();

}  // namespace meshctl::kube
