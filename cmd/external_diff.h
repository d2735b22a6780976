// SPDX-License-Identifier: Apache-2.0
// KUBECTL_EXTERNAL_DIFF: another program shows the differences.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "diff/objects.h"
#include "source/private_folder.h"

namespace meshctl::cmd {

/// The words of the variable, as kubectl takes them: cut at blanks, and of the words behind the first only
/// those that consist of letters, digits, `-` and `=`. Empty when the variable is not set or holds nothing.
std::vector<std::string> ExternalDiffCommand(const cli::Env& env);

/// Two folders, LIVE-… and MERGED-…, that nobody else may look into, with one file of YAML for each object,
/// and a run of the program on them. Folders go away with this.
class ExternalDiff {
 public:
  /// Folders are made in TMPDIR. Errors (kind input) say what cannot be made.
  static Result<ExternalDiff> Begin(std::vector<std::string> command, const cli::Env& env);

  /// Writes the object's two files, called `group.version.Kind.namespace.name`; one without content where the
  /// object does not exist.
  Result<void> Add(const diff::ObjectDifference& difference);
  /// Runs the program, without a shell, on this process's streams. Its status 0 is kOk, 1 is kFailed (there
  /// are differences), all above are an Error of kind input, as is a program that does not exist. Without any
  /// object nothing is run.
  Result<cli::ExitStatus> Show(cli::Env& env);

 private:
  ExternalDiff(std::vector<std::string> command, source::PrivateFolder live, source::PrivateFolder merged)
      : command_(std::move(command)), live_(std::move(live)), merged_(std::move(merged)) {}

  std::vector<std::string> command_;
  source::PrivateFolder live_;
  source::PrivateFolder merged_;
  bool empty_ = true;
};

}  // namespace meshctl::cmd
