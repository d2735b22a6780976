// SPDX-License-Identifier: Apache-2.0
// fork and exec by hand: the child must ask to die with its parent before it becomes another program.
#include "testing/child.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace meshctl::testing {
namespace {

constexpr std::size_t kLogTail = 1500;

}  // namespace

Child::Child(std::vector<std::string> command, const std::filesystem::path& log) {
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  pid_ = fork();
  if (pid_ != 0) {
    close(out);
    return;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // not to outlive a test that is killed
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execv(words.front(), words.data());
  _exit(127);
}

Child::~Child() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool Child::Runs() {
  if (pid_ <= 0 || waitpid(pid_, nullptr, WNOHANG) == 0) return pid_ > 0;
  pid_ = 0;
  return false;
}

int FreePort() {
  const int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  int port = 0;
  if (handle >= 0 && bind(handle, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(handle, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port = ntohs(address.sin_port);
  }
  if (handle >= 0) close(handle);
  return port;
}

std::string TailOf(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  return text.size() > kLogTail ? text.substr(text.size() - kLogTail) : text;
}

}  // namespace meshctl::testing
