// SPDX-License-Identifier: Apache-2.0
// Every exit status, in one table that the man page prints.
#pragma once

#include <array>
#include <string_view>

#include "base/error.h"

namespace meshctl::cli {

/// istioctl's statuses; `diff` uses kubectl's (0 same, 1 differs, greater: an error).
enum class ExitStatus : int {
  kOk = 0,
  kFailed = 1,         ///< the command ran and the answer is no; for diff: there are differences
  kTrouble = 2,        ///< diff: the comparison itself failed
  kUsage = 64,         ///< EX_USAGE
  kUnreadable = 65,    ///< EX_DATAERR
  kFindings = 79,      ///< istioctl analyze: findings at or above the threshold
  kInterrupted = 130,  ///< 128 and the number of SIGINT, as shells have it
};

struct ExitStatusRow {
  ExitStatus status;
  std::string_view meaning;
};

inline constexpr std::array<ExitStatusRow, 7> kExitStatuses = {{
    {ExitStatus::kOk, "success; a broken pipe counts as success"},
    {ExitStatus::kFailed, "the command failed, or the cluster refused; for diff: there are differences"},
    {ExitStatus::kTrouble, "diff: the objects cannot be compared"},
    {ExitStatus::kUsage, "the command line is wrong"},
    {ExitStatus::kUnreadable, "input cannot be read or parsed"},
    {ExitStatus::kFindings, "findings at or above the threshold"},
    {ExitStatus::kInterrupted, "interrupted by Ctrl-C or SIGTERM; what was done is said"},
}};

/// The status of a run that ended with an error.
constexpr ExitStatus StatusOf(Error::Kind kind) {
  switch (kind) {
    case Error::Kind::kUsage:
      return ExitStatus::kUsage;
    case Error::Kind::kInput:
      return ExitStatus::kUnreadable;
    case Error::Kind::kCluster:
    case Error::Kind::kInternal:
      break;
  }
  return ExitStatus::kFailed;
}

}  // namespace meshctl::cli
