// SPDX-License-Identifier: Apache-2.0
// One error a target that is not what it should be: kubectl's sentence first, then what is missing, then why.
#include "cmd/waiting.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "base/duration.h"
#include "base/utf8.h"
#include "cli/dispatch.h"
#include "cmd/object_selection.h"

namespace meshctl::cmd {
namespace {

constexpr std::chrono::hours kWeek{24 * 7};

std::string TitleOf(const wait::Target& target) {
  return fmt::format("{}/{}", TypeName(target.type), target.name);
}

Error Unmet(const wait::Outcome& outcome, const wait::Target& target, const std::string& timed_out,
            wait::WaitEnd end) {
  const std::string& message = outcome.standing.message;
  std::string text;
  if (outcome.standing.verdict == wait::Verdict::kFailed) {
    // What does not exist has its name in the message.
    text = outcome.object.is_null() ? message : fmt::format("{}: {}", TitleOf(target), message);
  } else {
    text = fmt::format("{} {}{}{}", end == wait::WaitEnd::kInterrupted ? "still waiting for" : timed_out,
                       TitleOf(target), message.empty() ? "" : ": ", message);
  }
  for (const std::string& reason : outcome.reasons) text += "\n  " + reason;
  return ClusterError(utf8::Printable(text));
}

}  // namespace

Result<std::chrono::milliseconds> ParseBound(const std::string& flag, const std::string& text) {
  const auto duration = ParseDuration(text);
  if (!duration) {
    return std::unexpected(
        UsageError(fmt::format("`--{}={}` is no duration", flag, text)).Hint("write `30s`, `5m` or `1h30m`"));
  }
  if (*duration < Nanoseconds(0)) return kWeek;
  // What is above nothing stays above nothing: 0 has a meaning of its own.
  return std::chrono::ceil<std::chrono::milliseconds>(*duration);
}

cli::ExitStatus ReportUnmet(const wait::Waited& waited, const std::vector<wait::Wanted>& wanted,
                            const std::string& timed_out, cli::Env& env) {
  if (waited.end == wait::WaitEnd::kMet) return cli::ExitStatus::kOk;
  env.out.stream->flush();
  if (waited.end == wait::WaitEnd::kInterrupted) *env.err.stream << "interrupted\n";
  const diag::Style style = env.StyleFor(env.err);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (waited.outcomes[i].standing.verdict == wait::Verdict::kMet) continue;
    *env.err.stream << cli::RenderError(Unmet(waited.outcomes[i], wanted[i].target, timed_out, waited.end),
                                        style);
  }
  return waited.end == wait::WaitEnd::kInterrupted ? cli::ExitStatus::kInterrupted : cli::ExitStatus::kFailed;
}

WaitingText::WaitingText(const std::vector<wait::Wanted>& wanted)
    : wanted_(wanted), standings_(wanted.size()) {}

std::string WaitingText::Text() const {
  const auto waited_for = [](const wait::Standing& of) { return of.verdict == wait::Verdict::kNotYet; };
  const auto first = std::ranges::find_if(standings_, waited_for);
  if (first == standings_.end()) return {};
  const wait::Target& target = wanted_[static_cast<std::size_t>(first - standings_.begin())].target;
  const std::string count =
      wanted_.size() == 1
          ? std::string()
          : fmt::format("{} of {}: ", std::ranges::count_if(standings_, waited_for), wanted_.size());
  return fmt::format("waiting for {}{}{}{}", count, LabelOf(target.type, target.name),
                     first->message.empty() ? "" : ": ", first->message);
}

}  // namespace meshctl::cmd
