// SPDX-License-Identifier: Apache-2.0
// What `apply` says while it works and when it is through.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apply/apply.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cli/progress.h"
#include "kube/client.h"
#include "yaml/json.h"

namespace meshctl::cmd {

/// How objects are printed: a line for each as kubectl does, or the objects themselves.
struct ApplyOutput {
  std::string format;  ///< empty, `name`, `json` or `yaml`
  apply::Mode mode = apply::Mode::kWrite;
};

/// One run against one cluster. Lines go out as objects are done; objects that are printed whole go out in
/// the end, several of them as one List.
class ApplyReport {
 public:
  ApplyReport(cli::Env& env, ApplyOutput output, std::size_t objects);

  /// Takes an outcome, and from `client` (which may be null) the warnings that came with it.
  void Done(const apply::Outcome& outcome, kube::Client* client);
  /// Says what was not done, and gives the exit status. `interrupted`: whether somebody wanted it to end.
  cli::ExitStatus Finish(const apply::Summary& summary, bool interrupted);

 private:
  void Print(const apply::Outcome& outcome, kube::Client* client);
  void PrintNotes(const apply::Outcome& outcome);
  void PrintObjects();

  cli::Env& env_;
  ApplyOutput output_;
  cli::Progress progress_;
  std::vector<Json> objects_;
};

}  // namespace meshctl::cmd
