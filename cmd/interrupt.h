// SPDX-License-Identifier: Apache-2.0
// Ctrl-C for commands that have something to say before they go.
#pragma once

#include <csignal>

namespace meshctl::cmd {

/// As long as it lives, the first SIGINT or SIGTERM does not end the process but is remembered; a second one
/// ends it at once. At most one at a time. Whoever was interrupted ends with ExitStatus::kInterrupted.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool asked() const;

 private:
  struct sigaction on_int_{};
  struct sigaction on_term_{};
};

}  // namespace meshctl::cmd
