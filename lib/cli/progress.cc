// SPDX-License-Identifier: Apache-2.0
// Whoever finds another thread at the line leaves it to that one.
#include "cli/progress.h"

#include <fmt/format.h>

#include <utility>

namespace meshctl::cli {

Progress::Progress(Env& env, std::string verb, std::size_t total, std::string noun)
    : verb_(std::move(verb)), total_(total), noun_(std::move(noun)), line_(env) {}

void Progress::Step() {
  const std::size_t done = ++done_;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  line_.Show([&] { return fmt::format("{} {} of {} {}", verb_, done, total_, noun_); });
}

void Progress::Hide() {
  const std::scoped_lock lock(mutex_);
  line_.Hide();
}

}  // namespace meshctl::cli
