// SPDX-License-Identifier: Apache-2.0
// The contract is kubectl's, so that people's settings (`colordiff -N -u`, `dyff between`, `delta`) work
// unchanged.
#include "cmd/external_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

bool IsPlain(std::string_view word) {
  return std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '=';
  });
}

/// `apps.v1.Deployment.shop.web`
std::string FileName(const diff::ObjectDifference& object) {
  std::string version = object.api_version;
  std::ranges::replace(version, '/', '.');
  return fmt::format("{}.{}.{}.{}", version, object.kind, object.name_space, object.name);
}

std::string Print(const Json& object) { return object.is_null() ? std::string() : yaml::PrintYaml(object); }

}  // namespace

std::vector<std::string> ExternalDiffCommand(const cli::Env& env) {
  const std::string text = env.variable ? env.variable("KUBECTL_EXTERNAL_DIFF").value_or("") : "";
  std::vector<std::string> words;
  for (std::size_t at = text.find_first_not_of(' '); at != std::string::npos;
       at = text.find_first_not_of(' ', at)) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (words.empty() || IsPlain(word)) words.push_back(word);
    at = end;
  }
  return words;
}

Result<ExternalDiff> ExternalDiff::Begin(std::vector<std::string> command, const cli::Env& env) {
  const std::string parent = env.variable ? env.variable("TMPDIR").value_or("") : "";
  auto live = source::PrivateFolder::Make("LIVE-", parent);
  if (!live) return std::unexpected(std::move(live).error());
  auto merged = source::PrivateFolder::Make("MERGED-", parent);
  if (!merged) return std::unexpected(std::move(merged).error());
  return ExternalDiff(std::move(command), *std::move(live), *std::move(merged));
}

Result<void> ExternalDiff::Add(const diff::ObjectDifference& difference) {
  empty_ = false;
  const std::string name = FileName(difference);
  if (auto written = live_.Write(name, Print(difference.before)); !written) return written;
  return merged_.Write(name, Print(difference.after));
}

Result<cli::ExitStatus> ExternalDiff::Show(cli::Env& env) {
  if (empty_) return cli::ExitStatus::kOk;
  std::vector<std::string> command = command_;
  command.push_back(live_.path());
  command.push_back(merged_.path());
  env.out.stream->flush();
  env.err.stream->flush();
  const auto& run = env.run_program_here ? env.run_program_here : env.run_program;
  if (!run) return std::unexpected(InputError("no program can be run here"));
  const auto output = run(command);
  if (!output) return std::unexpected(output.error());
  if (!output->found) {
    return std::unexpected(InputError(fmt::format("there is no program `{}`", command_.front()))
                               .Hint("KUBECTL_EXTERNAL_DIFF names it; unset it for the built-in difference"));
  }
  *env.out.stream << output->out;
  *env.err.stream << output->err;
  if (output->status == 0) return cli::ExitStatus::kOk;
  if (output->status == 1) return cli::ExitStatus::kFailed;
  return std::unexpected(InputError(fmt::format(
      "`{}`, which KUBECTL_EXTERNAL_DIFF names, ended with status {}", command_.front(), output->status)));
}

}  // namespace meshctl::cmd
