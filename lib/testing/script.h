// SPDX-License-Identifier: Apache-2.0
// Black-box tests as text: prose, commands and what they print.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace meshctl::testing {

/// Where and how a script's commands run.
struct ScriptPlace {
  std::string folder;                            ///< working folder of every command
  std::map<std::string, std::string> variables;  ///< added to an otherwise nearly empty environment
  /// Texts that differ from run to run, and what is shown for them.
  std::map<std::string, std::string> shown_as = {};
  /// Whether times, ages, uids and the random parts of names are shown as TIME, AGE, UID and XXXXX.
  enum class Nature { kShown, kMasked } nature = Nature::kShown;
};

/// Runs a script and answers it with its expectations replaced by what really happened, so that a passing
/// script comes back unchanged. Lines indented by four blanks are the script, all else is prose:
///
///     $ meshctl validate -f broken.yaml
///     a line of standard output
///     ! a line of standard error
///     [65]
///
/// `[N]` is the exit status and left out when it is 0. Commands run under bash with a limit of 60 seconds,
/// one after the other in the same folder. Ports of 127.0.0.1 are shown as PORT, the folder
/// as FOLDER.
std::string RunScript(std::string_view script, const ScriptPlace& place);

}  // namespace meshctl::testing
