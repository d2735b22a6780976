// SPDX-License-Identifier: Apache-2.0
#include "cmd/output_targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "base/nearest.h"

namespace meshctl::cmd {
namespace {

OutputTarget Parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {text, {}};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

Error NotOneOf(std::string_view flag, std::string_view value, std::span<const std::string_view> choices) {
  Error error = UsageError(fmt::format("`--{}` cannot be `{}`", flag, value));
  // Nearest compares without case.
  if (const std::string_view near = Nearest(value, choices); !near.empty())
    error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return std::move(error).Hint(fmt::format("one of: {}", fmt::join(choices, ", ")));
}

Result<std::vector<OutputTarget>> OutputTargets(const std::vector<std::string>& typed,
                                                std::span<const std::string_view> choices) {
  if (typed.empty()) return std::vector<OutputTarget>{{"text", {}}};
  std::vector<OutputTarget> targets;
  int to_stdout = 0;
  for (const std::string& text : typed) {
    const OutputTarget& target = targets.emplace_back(Parse(text));
    if (std::ranges::find(choices, target.format) == choices.end())
      return std::unexpected(NotOneOf("output", target.format, choices));
    if (target.file.empty() && ++to_stdout > 1) {
      return std::unexpected(UsageError("only one format can go to standard output")
                                 .Hint(fmt::format("give the others a file: `-o {} -o {}=FILE`",
                                                   targets.front().format, target.format)));
    }
  }
  return targets;
}

Result<void> WriteTo(const OutputTarget& target, std::string_view text, cli::Env& env) {
  if (!target.file.empty()) return env.fs->Write(std::string(target.file), text);
  *env.out.stream << text;
  return {};
}

}  // namespace meshctl::cmd
