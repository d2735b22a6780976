// SPDX-License-Identifier: Apache-2.0
// Signals are waited for, not handled: no code runs inside a signal handler.
#include "sandbox/foreground.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace meshctl::sandbox {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> EnvironmentWith(const std::pair<std::string, std::string>& variable) {
  const std::string prefix = variable.first + "=";
  std::vector<std::string> texts;
  for (char** at = environ; *at; ++at) {
    if (!std::string_view(*at).starts_with(prefix)) texts.emplace_back(*at);
  }
  texts.push_back(prefix + variable.second);
  return texts;
}

}  // namespace

StopSignals::StopSignals() {
  sigemptyset(&watched_);
  for (int signal : {SIGINT, SIGTERM, SIGCHLD}) sigaddset(&watched_, signal);
  pthread_sigmask(SIG_BLOCK, &watched_, &before_);
}

StopSignals::~StopSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void StopSignals::Wait() const {
  int signal = 0;
  while (sigwait(&watched_, &signal) != 0 || signal == SIGCHLD) {
  }
}

Result<int> StopSignals::Run(const std::vector<std::string>& command,
                             const std::pair<std::string, std::string>& variable) const {
  std::vector<std::string> words = command;
  std::vector<std::string> texts = EnvironmentWith(variable);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &before_);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t child = 0;
  const int failure = posix_spawnp(&child, words[0].c_str(), nullptr, &attributes, Pointers(words).data(),
                                   Pointers(texts).data());
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) {
    return std::unexpected(UsageError(fmt::format("cannot run `{}`: {}", words[0], std::strerror(failure))));
  }
  while (true) {
    int signal = 0;
    if (sigwait(&watched_, &signal) != 0) continue;
    if (signal != SIGCHLD) kill(child, signal);
    int status = 0;
    if (waitpid(child, &status, WNOHANG) != child) continue;
    if (WIFEXITED(status)) return WEXITSTATUS(status);
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
  }
}

}  // namespace meshctl::sandbox
