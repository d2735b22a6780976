// SPDX-License-Identifier: Apache-2.0
// A line that tells people who wait how far the work is.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>

#include "cli/env.h"
#include "cli/progress_line.h"

namespace meshctl::cli {

/// Shows `checking 1200 of 2000 files` on a terminal, and only once the work has taken a second: whoever gets
/// an answer at once needs no line, and logs never get one. The line is gone when this is.
class Progress {
 public:
  /// `verb` and `noun` frame the numbers: "checking", "files".
  Progress(Env& env, std::string verb, std::size_t total, std::string noun);

  /// One more is done. Safe to call from several threads.
  void Step();
  /// Takes the line away before something else is printed; the next Step may bring it back.
  void Hide();

 private:
  std::string verb_;
  std::size_t total_;
  std::string noun_;
  std::atomic<std::size_t> done_ = 0;
  std::mutex mutex_;
  ProgressLine line_;
};

}  // namespace meshctl::cli
