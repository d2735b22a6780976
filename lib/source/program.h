// SPDX-License-Identifier: Apache-2.0
// What another program prints, such as `kustomize build`.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace meshctl::source {

struct ProgramLimits {
  std::uint64_t max_output = 64ull << 20;  ///< bytes
  std::chrono::seconds timeout{60};
};

/// What is run, and what it shares with this process.
struct Program {
  enum class Stream : std::uint8_t {
    kOwn,        ///< input: there is nothing to read; errors: kept for the caller
    kInherited,  ///< those of this process, so that a program can talk with the user
  };

  std::vector<std::string> command;  ///< the first word is its name (looked up in PATH) or path
  /// Variables on top of those of this process; a later one wins.
  std::vector<std::pair<std::string, std::string>> environment = {};
  Stream input = Stream::kOwn;
  Stream errors = Stream::kOwn;
  std::string title = {};  ///< what messages call it, where arguments can be secrets; empty: the command
};

struct ProgramOutput {
  bool found = true;  ///< false: no such program on PATH, and all else is empty
  int status = 0;     ///< exit status; 128 + number for a signal
  std::string out;
  std::string err;
};

/// Runs a program, no shell in between, and waits for its end. Fails (kind input) when it prints more or
/// takes longer than allowed; it is killed then, and whatever it started in its process group with it. One
/// that reads from the terminal stays in the process group of this process, and only it is killed.
Result<ProgramOutput> RunProgram(const Program& program, const ProgramLimits& limits);

/// As above, with nothing to read and all that it prints kept.
Result<ProgramOutput> RunProgram(const std::vector<std::string>& command, const ProgramLimits& limits);

/// Runs a program from PATH like RunProgram, but on the streams of this process: for programs that people
/// look at, with colours, pagers and keys. It takes as long as it takes. `out` and `err` of the answer are
/// empty.
Result<ProgramOutput> RunProgramHere(const std::vector<std::string>& command);

}  // namespace meshctl::source
