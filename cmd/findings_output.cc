// SPDX-License-Identifier: Apache-2.0
// Formats by name. The renderers are lib/diag's; where the text goes is decided here.
#include "cmd/findings_output.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "cmd/output_targets.h"
#include "diff/masked_findings.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

constexpr std::array<std::string_view, 10> kFormats = {"text",  "log",    "json",   "yaml", "sarif",
                                                       "junit", "github", "gitlab", "tap",  "markdown"};
constexpr std::array<std::string_view, 4> kLevels = {"error", "warning", "info", "never"};

/// Nothing for `never`.
std::optional<diag::Level> LevelNamed(std::string_view text) {
  for (const diag::Level level : {diag::Level::kInfo, diag::Level::kWarning, diag::Level::kError}) {
    // istioctl writes `Warning`.
    if (EqualIgnoringCase(text, diag::Name(level))) return level;
  }
  return std::nullopt;
}

Result<void> CheckLevel(std::string_view flag, std::string_view value,
                        std::span<const std::string_view> choices) {
  if (std::ranges::find(choices, LowerAscii(value)) != choices.end()) return {};
  return std::unexpected(NotOneOf(flag, value, choices));
}

Result<std::string> Render(std::string_view format, const diag::Report& report, const diag::Run& run,
                           diag::Level failing, const diag::Style& style) {
  if (format == "log") return diag::RenderLog(report, style);
  if (format == "json") return diag::RenderJson(report);
  if (format == "sarif") return diag::RenderSarif(report, run);
  if (format == "junit") return diag::RenderJunit(report, run, failing);
  if (format == "github") return diag::RenderGithub(report, run);
  if (format == "gitlab") return diag::RenderGitlab(report, run);
  if (format == "tap") return diag::RenderTap(report, run, failing);
  if (format == "markdown") return diag::RenderMarkdown(report, run);
  if (format != "yaml") return diag::RenderText(report, style);
  auto json = yaml::ParseJson(diag::RenderJson(report));
  if (!json) return std::unexpected(json.error());
  return yaml::PrintYaml(*json);
}

/// Heaviest first, then the most frequent.
void PrintSummary(const diag::Report& report, std::ostream& err) {
  std::map<std::tuple<diag::Level, std::string_view, std::string_view>, std::size_t> counts;
  for (const diag::Diagnostic& d : report.findings()) ++counts[{d.level, d.code, d.name}];
  std::vector<std::pair<decltype(counts)::key_type, std::size_t>> rows(counts.begin(), counts.end());
  std::ranges::stable_sort(rows, [](const auto& a, const auto& b) {
    return std::pair(std::get<0>(a.first), a.second) > std::pair(std::get<0>(b.first), b.second);
  });
  for (const auto& [key, count] : rows) {
    const auto& [level, code, name] = key;
    fmt::print(err, "{:>6}  {:<7}  {:<10}  {}\n", count, diag::Name(level), code, name);
  }
}

}  // namespace

std::vector<cli::Flag> FindingsFlags(FindingsOutput& output) {
  const std::vector<std::string> levels(kLevels.begin(), kLevels.end());
  return {
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT[=FILE]",
       .summary = "How to print findings; with `=FILE` into a file, so that there can be several",
       .target = &output.formats,
       .choices = {kFormats.begin(), kFormats.end()},
       .open_choices = true},
      {.name = "fail-on",
       .value_name = "LEVEL",
       .summary = "Findings of this level or worse give exit status 79",
       .target = &output.fail_on,
       .choices = levels,
       .open_choices = true},
      {.name = "failure-threshold",
       .value_name = "LEVEL",
       .summary = "The same as --fail-on, by istioctl's name",
       .target = &output.fail_on,
       .choices = levels,
       .open_choices = true},
      {.name = "output-threshold",
       .value_name = "LEVEL",
       .summary = "Print findings of this level or worse",
       .target = &output.output_threshold,
       .choices = {levels.begin(), levels.end() - 1},
       .open_choices = true},
      {.name = "root",
       .value_name = "DIR",
       .summary = "Write paths in reports relative to this folder, such as the top of the repository",
       .target = &output.root,
       .completes = cli::Completes::kFolder},
      {.name = "quiet",
       .letter = 'q',
       .summary = "Print findings and errors, and nothing else",
       .target = &output.quiet},
      {.name = "summary",
       .summary = "Print how many findings there are of each rule",
       .target = &output.summary},
  };
}

Result<void> CheckFindingsOutput(const FindingsOutput& output) {
  if (auto targets = OutputTargets(output.formats, kFormats); !targets)
    return std::unexpected(std::move(targets).error());
  if (auto level = CheckLevel("fail-on", output.fail_on, kLevels); !level) return level;
  return CheckLevel("output-threshold", output.output_threshold, std::span(kLevels).first(3));
}

diag::Report Shown(const FindingsOutput& output, const diag::Report& report) {
  const diag::Level least = LevelNamed(output.output_threshold).value_or(diag::Level::kInfo);
  diag::Report shown;
  for (const diag::Diagnostic& d : report.findings()) {
    if (d.level >= least) shown.Add(d);
  }
  return shown;
}

Result<void> WriteFindings(const FindingsOutput& output, const diag::Report& report, const diag::Run& run,
                           cli::Env& env) {
  const diag::Level failing = LevelNamed(output.fail_on).value_or(diag::Level::kError);
  // Logs of pipelines are read by many.
  const diff::MaskedFindings masked = diff::Mask(Shown(output, report));
  const diag::Report& shown = masked.report;
  const auto targets = OutputTargets(output.formats, kFormats);
  if (!targets) return std::unexpected(targets.error());
  for (const OutputTarget& target : *targets) {
    const diag::Style style = target.file.empty() ? env.StyleFor(env.out) : diag::Style();
    const auto text = Render(target.format, shown, run, failing, style);
    if (!text) return std::unexpected(text.error());
    if (auto written = WriteTo(target, *text, env); !written) return written;
  }
  if (output.summary) PrintSummary(shown, *env.err.stream);
  return {};
}

bool Fails(const FindingsOutput& output, std::optional<diag::Level> worst) {
  const auto threshold = LevelNamed(output.fail_on);
  return threshold && worst && *worst >= *threshold;
}

}  // namespace meshctl::cmd
