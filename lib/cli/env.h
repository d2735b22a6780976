// SPDX-License-Identifier: Apache-2.0
// The world as a command sees it. Commands touch nothing else: no globals, no std::cout, no getenv; tests
// hand in buffers and a folder in memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "diag/render.h"
#include "source/file_system.h"
#include "source/program.h"

namespace meshctl::cli {

/// One output stream and what it leads to.
struct Output {
  std::ostream* stream = nullptr;
  bool terminal = false;
  std::size_t width = 0;  ///< columns, 0 when not a terminal
};

class Env {
 public:
  std::istream* in = nullptr;
  Output out;
  Output err;
  source::FileSystem* fs = nullptr;
  /// An environment variable, or nothing when it is unset.
  std::function<std::optional<std::string>(const std::string&)> variable;
  /// The working folder as an absolute path; unset: the top of the file system.
  std::function<std::string()> folder;
  /// Runs another program; main binds source::RunProgram. Unset: no program can be found.
  std::function<Result<source::ProgramOutput>(const std::vector<std::string>&)> run_program;
  /// The same on our own streams, for programs that people look at; main binds source::RunProgramHere. Unset:
  /// run_program serves.
  std::function<Result<source::ProgramOutput>(const std::vector<std::string>&)> run_program_here;
  /// Runs a program that knows how to log in; main binds source::RunProgram. Unset: none may be run.
  std::function<Result<source::ProgramOutput>(const source::Program&, const source::ProgramLimits&)>
      run_plugin;
  bool in_terminal = false;  ///< `in` is a terminal
  /// The clock behind progress and deadlines; unset: the system's.
  std::function<std::chrono::steady_clock::time_point()> now;

  /// `auto`, `always` or `never`, from --color.
  std::string color = "auto";

  /// How to render findings on `output`: colour by --color, then NO_COLOR, then whether it is a terminal.
  diag::Style StyleFor(const Output& output) const;
};

}  // namespace meshctl::cli
