// SPDX-License-Identifier: Apache-2.0
// Programs that run beside a test, for as long as the test lets them.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace meshctl::testing {

/// A child process. Both its outputs go to a file, which is made anew; it is killed with this object, and at
/// the latest with the test.
class Child {
 public:
  /// `command` starts with the path of the program. One that cannot be run ends at once.
  Child(std::vector<std::string> command, const std::filesystem::path& log);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool Runs();

 private:
  pid_t pid_ = 0;
};

/// A TCP port of the loopback interface that nobody listened on a moment ago.
int FreePort();

/// The last 1,500 bytes of a file.
std::string TailOf(const std::filesystem::path& path);

}  // namespace meshctl::testing
