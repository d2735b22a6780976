// SPDX-License-Identifier: Apache-2.0
// Ten times a second at most: a terminal is slower than the work it reports.
#include "cli/progress.h"

#include <fmt/ostream.h>

#include <utility>

namespace meshctl::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 1s;
constexpr auto kPause = 100ms;

}  // namespace

Progress::Progress(Env& env, std::string verb, std::size_t total, std::string noun)
    : env_(env),
      verb_(std::move(verb)),
      total_(total),
      noun_(std::move(noun)),
      next_((env.now ? env.now() : Clock::now()) + kPatience) {}

Progress::~Progress() {
  if (shown_) *env_.err.stream << "\r\x1b[K" << std::flush;
}

void Progress::Step() {
  const std::size_t done = ++done_;
  if (!env_.err.terminal) return;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  const Clock::time_point now = env_.now ? env_.now() : Clock::now();
  if (now < next_) return;
  next_ = now + kPause;
  shown_ = true;
  fmt::print(*env_.err.stream, "\r\x1b[K{} {} of {} {}", verb_, done, total_, noun_);
  env_.err.stream->flush();
}

}  // namespace meshctl::cli
