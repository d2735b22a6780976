// SPDX-License-Identifier: Apache-2.0
// meshctl validate: each file is read, checked against the API schemas and forgotten, so memory does not grow
// with the number of manifests. What several objects mean together is for `analyze`.
#include "schema/validate.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "diag/render.h"
#include "source/inputs.h"
#include "yaml/parse.h"

namespace meshctl::cmd {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::vector<std::string> files;
  bool recursive = true;
  std::string output = "text";
  bool ignore_unknown = false;
  int max_depth = yaml::Limits().max_depth;
  int max_file_size = 64;
};

std::string Plural(std::size_t count, std::string_view word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

Result<cli::ExitStatus> Validate(const Options& options, cli::Env& env) {
  std::vector<std::string> paths = options.paths;
  paths.insert(paths.end(), options.files.begin(), options.files.end());
  if (paths.empty()) {
    return std::unexpected(
        UsageError("nothing to validate").Hint("name files or folders, or `-` for standard input"));
  }
  if (options.max_depth < 1) return std::unexpected(UsageError("`--max-depth` must be at least 1"));
  if (options.max_file_size < 1) return std::unexpected(UsageError("`--max-file-size` must be at least 1"));

  const source::InputOptions reading = {.recursive = options.recursive,
                                        .max_file_size = static_cast<std::uint64_t>(options.max_file_size)
                                                         << 20};
  const source::Inputs inputs = source::ReadInputs(paths, reading, *env.fs, *env.in);
  for (const Error& error : inputs.errors) *env.err.stream << cli::RenderError(error, env.StyleFor(env.err));

  const schema::Options checking = {.unknown_kinds = options.ignore_unknown
                                                         ? schema::Options::UnknownKinds::kIgnore
                                                         : schema::Options::UnknownKinds::kReport};
  diag::Report faults;
  diag::Report findings;
  std::size_t objects = 0;
  for (const auto& file : inputs.files) {
    const yaml::Stream stream = yaml::Parse(*file, {.max_depth = options.max_depth}, faults);
    for (const yaml::Node& document : stream.documents)
      objects += schema::Validate(document, checking, findings);
  }
  const bool failed = findings.Count(diag::Level::kError) > 0;
  const bool unreadable = !inputs.errors.empty() || faults.Count(diag::Level::kError) > 0;
  findings.Add(faults.findings());
  findings.Finish();
  if (objects == 0 && !unreadable) {
    return std::unexpected(InputError(fmt::format("no objects in {}", fmt::join(paths, ", "))));
  }

  *env.out.stream << (options.output == "json" ? diag::RenderJson(findings)
                                               : diag::RenderText(findings, env.StyleFor(env.out)));
  if (!inputs.files.empty()) {
    fmt::print(*env.err.stream, "{} in {}: {}\n", Plural(objects, "object"),
               Plural(inputs.files.size(), "file"), diag::Summary(findings));
  }
  if (failed) return cli::ExitStatus::kFindings;
  return unreadable ? cli::ExitStatus::kUnreadable : cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  return {
      {.name = "filename",
       .letter = 'f',
       .value_name = "PATH",
       .summary = "validate this file or folder, like an argument",
       .target = &options.files,
       .completes = cli::Completes::kFile},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "how to print findings",
       .target = &options.output,
       .choices = {"text", "json"}},
      {.name = "ignore-unknown",
       .summary = "pass over kinds that have no schema here",
       .target = &options.ignore_unknown},
      {.name = "max-depth",
       .value_name = "N",
       .summary = "refuse lists and maps nested deeper than this",
       .target = &options.max_depth},
      {.name = "max-file-size",
       .value_name = "MIB",
       .summary = "refuse files larger than this",
       .target = &options.max_file_size},
      {.name = "recursive",
       .letter = 'R',
       .summary = "accepted for kubectl: folders are always read with all folders in them",
       .target = &options.recursive,
       .hidden = true},
  };
}

}  // namespace

cli::Command ValidateCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "validate";
  command.summary = "Check manifests against API schemas";
  command.details =
      "Reads manifests and compares every object with the schema of its kind, as an API server with strict "
      "field "
      "validation does: unknown and missing fields, wrong types, values outside a closed set, and "
      "apiVersions that "
      "do not exist. Kubernetes, Istio and Gateway API kinds are known; no cluster is needed.\n\n"
      "The exit status is 79 with errors in objects, else 65 when some input could not be read or parsed. "
      "Faults "
      "that show only when objects are seen together are found by `meshctl analyze`.";
  command.examples = {
      {"meshctl validate k8s/", "Check a folder"},
      {"kustomize build . | meshctl validate -f -", "Check what another program prints"},
      {"meshctl validate -o json k8s/", "Print findings for a program"},
      {"meshctl validate --ignore-unknown k8s/", "Pass over custom resources of others"},
  };
  command.flags = Flags(*options);
  command.arguments = {{.name = "PATH",
                        .summary = "files, folders, or - for standard input",
                        .target = &options->paths,
                        .completes = cli::Completes::kFile}};
  command.run = [options](cli::Env& env) { return Validate(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
