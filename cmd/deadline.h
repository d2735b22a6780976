// SPDX-License-Identifier: Apache-2.0
// A bound on the whole run of a command.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "base/error.h"
#include "cli/env.h"

namespace meshctl::cmd {

/// Ends the process with a message and status 1 when it is still alive after the given time, whatever the
/// command is doing: reading a pipe that nobody writes to, waiting for a server, or computing. Files are
/// written in one step each, so none is left half written.
class Deadline {
 public:
  /// `text` is a duration as Kubernetes writes it (`30s`, `2m`); empty or `0`: no bound. Fails (kind usage)
  /// when it is none.
  static Result<void> Check(const std::string& flag, const std::string& text);

  /// The bound of a checked text, from now on until this is gone.
  Deadline(const std::string& flag, const std::string& text, const cli::Env& env);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::jthread watch_;
};

}  // namespace meshctl::cmd
