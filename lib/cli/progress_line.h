// SPDX-License-Identifier: Apache-2.0
// One line of a terminal that is written over and over.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/env.h"

namespace meshctl::cli {

/// The last line on `env.err`, for people who wait: only where that is a terminal, only once the line has
/// been there for a second, and ten times a second at most. It is gone when this is. For one thread.
class ProgressLine {
 public:
  explicit ProgressLine(Env& env);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Writes what `text` answers in place of what is there, cut to the width of the terminal. `text` is asked
  /// only when the line is due.
  void Show(const std::function<std::string()>& text);
  /// Takes the line away, before something else is printed.
  void Hide();
  /// Since this was made.
  std::chrono::steady_clock::duration elapsed() const;

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point Now() const { return env_.now ? env_.now() : Clock::now(); }

  Env& env_;
  Clock::time_point started_;
  Clock::time_point next_;
  bool shown_ = false;
};

}  // namespace meshctl::cli
