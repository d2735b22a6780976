// SPDX-License-Identifier: Apache-2.0
// posix_spawn, two pipes and one poll loop. The program gets a process group of its own, so that nothing it
// started outlives a timeout.
#include "source/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string_view>

#include "base/counted.h"

extern char** environ;

namespace meshctl::source {
namespace {

using Clock = std::chrono::steady_clock;

class Pipe {
 public:
  Pipe() { ok_ = pipe2(ends_.data(), O_CLOEXEC) == 0; }
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool ok() const { return ok_; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void CloseRead() { Close(ends_[0]); }
  void CloseWrite() { Close(ends_[1]); }

 private:
  static void Close(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
  std::array<int, 2> ends_ = {-1, -1};
  bool ok_ = false;
};

std::string TitleOf(const Program& program) {
  return program.title.empty() ? fmt::format("{}", fmt::join(program.command, " ")) : program.title;
}

Error CannotRun(const Program& program, int code) {
  return InputError(fmt::format("cannot run `{}`: {}", TitleOf(program), std::strerror(code)));
}

/// The variables of this process with those of the program over them, as `NAME=value`.
std::vector<std::string> EnvironmentOf(const Program& program) {
  std::vector<std::string> variables;
  const auto set = [&](std::string variable) {
    const std::string_view name(variable.data(), variable.find('=') + 1);
    std::erase_if(variables, [&](const std::string& old) { return old.starts_with(name); });
    variables.push_back(std::move(variable));
  };
  for (char** variable = environ; *variable; ++variable) variables.emplace_back(*variable);
  for (const auto& [name, value] : program.environment) set(fmt::format("{}={}", name, value));
  return variables;
}

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

/// posix_spawnp with the pipes in place; an errno, 0 for success.
int Start(const Program& program, const Pipe& out, const Pipe& err, pid_t& child) {
  const std::vector<char*> arguments = Pointers(program.command);
  const std::vector<std::string> environment = EnvironmentOf(program);
  const std::vector<char*> variables = Pointers(environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  if (program.input == Program::Stream::kOwn) {
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, out.write_end(), STDOUT_FILENO);
  if (program.errors == Program::Stream::kOwn) {
    posix_spawn_file_actions_adddup2(&actions, err.write_end(), STDERR_FILENO);
  }
  const int failure =
      posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), variables.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

/// Takes what is there. False: the stream has ended.
bool Take(int fd, std::string& text) {
  std::array<char, 1 << 16> chunk;
  const ssize_t got = read(fd, chunk.data(), chunk.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  text.append(chunk.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::string TookTooLong(const ProgramLimits& limits) {
  return fmt::format("took longer than {}",
                     Counted(static_cast<std::uint64_t>(limits.timeout.count()), "second"));
}

/// Reads both streams to their ends. An empty answer is success, else why the program must be stopped.
std::string ReadAll(Pipe& out, Pipe& err, const ProgramLimits& limits, Clock::time_point deadline,
                    ProgramOutput& output) {
  while (out.read_end() >= 0 || err.read_end() >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return TookTooLong(limits);
    std::array<pollfd, 2> waiting = {{{out.read_end(), POLLIN, 0}, {err.read_end(), POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), static_cast<int>(std::min<long>(left, 60'000))) < 0) continue;
    if (waiting[0].revents != 0 && !Take(out.read_end(), output.out)) out.CloseRead();
    if (waiting[1].revents != 0 && !Take(err.read_end(), output.err)) err.CloseRead();
    if (output.out.size() + output.err.size() > limits.max_output)
      return fmt::format("printed more than {} bytes", limits.max_output);
  }
  return {};
}

int StatusOf(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Waits for the end of a program that has closed its streams; it may go on without them.
bool EndsBy(Clock::time_point deadline, pid_t child, int& status) {
  constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 1'000'000};
  while (true) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) return true;
    if (Clock::now() >= deadline) return false;
    nanosleep(&kPause, nullptr);
  }
}

}  // namespace

Result<ProgramOutput> RunProgramHere(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  // A pager that is left early must hear of it, whatever this process does about broken pipes.
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigdefault(&attributes, &broken_pipe);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, arguments[0], nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (failure == ENOENT) return ProgramOutput{.found = false};
  if (failure != 0) return std::unexpected(CannotRun(Program{.command = command}, failure));
  return ProgramOutput{.status = StatusOf(child)};
}

Result<ProgramOutput> RunProgram(const Program& program, const ProgramLimits& limits) {
  Pipe out;
  Pipe err;
  if (!out.ok() || !err.ok()) return std::unexpected(CannotRun(program, errno));
  pid_t child = 0;
  const int failure = Start(program, out, err, child);
  if (failure == ENOENT) return ProgramOutput{.found = false};
  if (failure != 0) return std::unexpected(CannotRun(program, failure));
  out.CloseWrite();
  err.CloseWrite();
  ProgramOutput output;
  const Clock::time_point deadline = Clock::now() + limits.timeout;
  std::string trouble = ReadAll(out, err, limits, deadline, output);
  int status = 0;
  if (trouble.empty() && !EndsBy(deadline, child, status)) trouble = TookTooLong(limits);
  if (!trouble.empty()) {
    kill(program.input == Program::Stream::kOwn ? -child : child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return std::unexpected(InputError(fmt::format("`{}` {}", TitleOf(program), trouble)));
  }
  output.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return output;
}

Result<ProgramOutput> RunProgram(const std::vector<std::string>& command, const ProgramLimits& limits) {
  return RunProgram(Program{.command = command}, limits);
}

}  // namespace meshctl::source
