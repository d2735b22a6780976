// SPDX-License-Identifier: Apache-2.0
// The process: real streams, disk and environment for the command tree, and its status for the shell.
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "source/file_system.h"
#include "source/program.h"

namespace meshctl {
namespace {

cli::Output OutputOn(std::ostream& stream, int fd) {
  cli::Output output{.stream = &stream, .terminal = isatty(fd) == 1};
  winsize size{};
  if (output.terminal && ioctl(fd, TIOCGWINSZ, &size) == 0) output.width = size.ws_col;
  return output;
}

// Whoever read our output has gone (`meshctl ... | head`): not an error.
bool ReaderHasGone(int fd) {
  pollfd state{.fd = fd, .events = POLLOUT, .revents = 0};
  return poll(&state, 1, 0) == 1 && (state.revents & POLLERR) != 0;
}

int Run(const std::vector<std::string>& words) {
  std::ios::sync_with_stdio(false);
  std::signal(SIGPIPE, SIG_IGN);
  source::Disk disk;
  cli::Env env;
  env.in = &std::cin;
  env.out = OutputOn(std::cout, STDOUT_FILENO);
  env.err = OutputOn(std::cerr, STDERR_FILENO);
  env.fs = &disk;
  env.variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  env.folder = [] { return std::filesystem::current_path().string(); };
  env.run_program = [](const std::vector<std::string>& command) {
    return source::RunProgram(command, source::ProgramLimits());
  };
  env.run_program_here = source::RunProgramHere;
  env.run_plugin = [](const source::Program& program, const source::ProgramLimits& limits) {
    return source::RunProgram(program, limits);
  };
  env.in_terminal = isatty(STDIN_FILENO) == 1;
  cli::ExitStatus status = cli::Dispatch(cmd::MeshctlCommand(env.color), words, env);
  std::cout.flush();
  if (!std::cout) {
    if (ReaderHasGone(STDOUT_FILENO)) return 0;
    std::cerr << "error: cannot write to standard output\n";
    return static_cast<int>(cli::ExitStatus::kFailed);
  }
  return static_cast<int>(status);
}

}  // namespace
}  // namespace meshctl

int main(int argc, char** argv) {
  try {
    return meshctl::Run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& failure) {
    std::cerr << "error: internal error: " << failure.what() << '\n';
    return static_cast<int>(meshctl::cli::ExitStatus::kFailed);
  }
}
