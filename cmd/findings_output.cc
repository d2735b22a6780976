// SPDX-License-Identifier: Apache-2.0
// Formats by name. The renderers are lib/diag's; where the text goes is decided here.
#include "cmd/findings_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "base/nearest.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

constexpr std::array<std::string_view, 6> kFormats = {"text", "json", "yaml", "sarif", "junit", "github"};

/// `sarif=out.sarif` as its parts; without `=` the file is empty.
struct Target {
  std::string_view format;
  std::string_view file;
};

Target Parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return {text, {}};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

std::vector<Target> Targets(const FindingsOutput& output) {
  if (output.formats.empty()) return {{"text", {}}};
  std::vector<Target> targets;
  targets.reserve(output.formats.size());
  for (const std::string& text : output.formats) targets.push_back(Parse(text));
  return targets;
}

/// Nothing for `never`.
std::optional<diag::Level> Threshold(const FindingsOutput& output) {
  for (const diag::Level level : {diag::Level::kInfo, diag::Level::kWarning, diag::Level::kError}) {
    if (output.fail_on == diag::Name(level)) return level;
  }
  return std::nullopt;
}

Result<std::string> Render(std::string_view format, const diag::Report& report, const diag::Run& run,
                           diag::Level failing, const diag::Style& style) {
  if (format == "json") return diag::RenderJson(report);
  if (format == "sarif") return diag::RenderSarif(report, run);
  if (format == "junit") return diag::RenderJunit(report, run, failing);
  if (format == "github") return diag::RenderGithub(report);
  if (format != "yaml") return diag::RenderText(report, style);
  auto json = yaml::ParseJson(diag::RenderJson(report));
  if (!json) return std::unexpected(json.error());
  return yaml::PrintYaml(*json);
}

}  // namespace

std::vector<cli::Flag> FindingsFlags(FindingsOutput& output) {
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
       .choices = {"error", "warning", "info", "never"}},
  };
}

Result<void> CheckFindingsOutput(const FindingsOutput& output) {
  int to_stdout = 0;
  for (const Target& target : Targets(output)) {
    if (std::ranges::find(kFormats, target.format) == kFormats.end()) {
      Error error = UsageError(fmt::format("`--output` cannot be `{}`", target.format));
      if (const std::string_view near = Nearest(target.format, kFormats); !near.empty())
        error.hints.push_back(fmt::format("did you mean `{}`?", near));
      return std::unexpected(std::move(error).Hint("one of: text, json, yaml, sarif, junit, github"));
    }
    if (target.file.empty() && ++to_stdout > 1) {
      return std::unexpected(UsageError("only one format can go to standard output")
                                 .Hint("give the others a file: `-o text -o sarif=out.sarif`"));
    }
  }
  return {};
}

Result<void> WriteFindings(const FindingsOutput& output, const diag::Report& report, const diag::Run& run,
                           cli::Env& env) {
  const diag::Level failing = Threshold(output).value_or(diag::Level::kError);
  for (const Target& target : Targets(output)) {
    const diag::Style style = target.file.empty() ? env.StyleFor(env.out) : diag::Style();
    const auto text = Render(target.format, report, run, failing, style);
    if (!text) return std::unexpected(text.error());
    if (target.file.empty()) {
      *env.out.stream << *text;
      continue;
    }
    const auto written = env.fs->Write(std::string(target.file), *text);
    if (!written) return std::unexpected(written.error());
  }
  return {};
}

bool Fails(const FindingsOutput& output, std::optional<diag::Level> worst) {
  const auto threshold = Threshold(output);
  return threshold && worst && *worst >= *threshold;
}

}  // namespace meshctl::cmd
