// SPDX-License-Identifier: Apache-2.0
// How `diff` shows what it found: as text, as JSON or YAML, or by another program.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "apply/plan.h"
#include "base/error.h"
#include "cli/env.h"
#include "cli/exit_status.h"
#include "cmd/external_diff.h"
#include "diff/objects.h"
#include "diff/text.h"
#include "source/source_file.h"
#include "yaml/json.h"

namespace meshctl::cmd {

/// Where an object is written, on either side; places without a file are not told.
struct DiffPlaces {
  source::Span before = {};
  source::Span after = {};
};

/// One object after the other, each printed at once; nothing of it is kept.
class DiffOutput {
 public:
  /// `format`: empty (text), `json` or `yaml`. KUBECTL_EXTERNAL_DIFF counts for text alone.
  static Result<DiffOutput> Begin(const std::string& format, cli::Env& env);

  /// `names` stand behind `---` and `+++`.
  Result<void> Add(const diff::ObjectDifference& difference, const diff::Names& names,
                   const DiffPlaces& places);
  /// An object that was not compared, and why: `change` is `unknown`. Text leaves that to standard error.
  void AddUnknown(const apply::Item& item, const std::string& why);
  /// Ends the output. Whether there are differences is said by the program that showed them, else by `tally`.
  Result<cli::ExitStatus> Finish(const diff::Tally& tally);

 private:
  DiffOutput(std::string format, cli::Env& env) : format_(std::move(format)), env_(&env) {}
  void AddStructured(const diff::ObjectDifference& difference, const DiffPlaces& places);
  void Print(Json object);

  std::string format_;
  cli::Env* env_;
  std::optional<ExternalDiff> external_;
  std::size_t printed_ = 0;
};

}  // namespace meshctl::cmd
