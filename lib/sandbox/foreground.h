// SPDX-License-Identifier: Apache-2.0
// How long a sandbox runs: until somebody stops it, or as long as a command does.
#pragma once

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace meshctl::sandbox {

/// Takes SIGINT and SIGTERM off their usual course while it lives, so that they end the sandbox and not the
/// process. Must be made before any other thread, since threads inherit it.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Sleeps until one of them arrives.
  void Wait() const;

  /// Runs a program, found in PATH, with one more environment variable, and passes the signals on to it. The
  /// answer is its exit status, or 128 and the number of the signal that ended it. Fails with an Error of
  /// kind usage when there is no such program.
  Result<int> Run(const std::vector<std::string>& command,
                  const std::pair<std::string, std::string>& variable) const;

 private:
  sigset_t watched_;
  sigset_t before_;
};

}  // namespace meshctl::sandbox
