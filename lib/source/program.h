// SPDX-License-Identifier: Apache-2.0
// What another program prints, such as `kustomize build`.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace meshctl::source {

struct ProgramLimits {
  std::uint64_t max_output = 64ull << 20;  ///< bytes
  std::chrono::seconds timeout{60};
};

struct ProgramOutput {
  bool found = true;  ///< false: no such program on PATH, and all else is empty
  int status = 0;     ///< exit status; 128 + number for a signal
  std::string out;
  std::string err;
};

/// Runs a program from PATH with these arguments (the first is its name), no shell in between and nothing on
/// its standard input, and waits for its end. Fails (kind input) when it prints more or takes longer than
/// allowed; it is killed then, and whatever it started in its process group with it.
Result<ProgramOutput> RunProgram(const std::vector<std::string>& command, const ProgramLimits& limits);

/// Runs a program from PATH like RunProgram, but on the streams of this process: for programs that people
/// look at, with colours, pagers and keys. It takes as long as it takes. `out` and `err` of the answer are
/// empty.
Result<ProgramOutput> RunProgramHere(const std::vector<std::string>& command);

}  // namespace meshctl::source
