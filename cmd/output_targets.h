// SPDX-License-Identifier: Apache-2.0
// `-o FORMAT[=FILE]`, several times: what is printed, and where it goes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "cli/env.h"

namespace meshctl::cmd {

/// One `FORMAT[=FILE]`.
struct OutputTarget {
  std::string_view format;
  std::string_view file;  ///< empty: standard output
};

/// A value that a flag cannot have, with the nearest one and the whole choice.
Error NotOneOf(std::string_view flag, std::string_view value, std::span<const std::string_view> choices);

/// What was typed, as views of it; `text` to standard output where nothing was. Refuses formats that are not
/// among `choices`, and two that would go to standard output.
Result<std::vector<OutputTarget>> OutputTargets(const std::vector<std::string>& typed,
                                                std::span<const std::string_view> choices);

/// Prints a text, or writes it to its file.
Result<void> WriteTo(const OutputTarget& target, std::string_view text, cli::Env& env);

}  // namespace meshctl::cmd
