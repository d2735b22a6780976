// SPDX-License-Identifier: Apache-2.0
// meshctl validate: each file is read, checked against the API schemas and forgotten, so memory does not grow
// with the number of manifests. What several objects mean together is for `analyze`.
#include "validate/validate.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/counted.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/manifest_input.h"
#include "diag/render.h"
#include "yaml/parse.h"

namespace meshctl::cmd {
namespace {

struct Options {
  ManifestInput input;
  std::string output = "text";
  bool ignore_unknown = false;
};

Result<cli::ExitStatus> Validate(const Options& options, cli::Env& env) {
  const auto inputs = ReadManifests(options.input, env);
  if (!inputs) return std::unexpected(inputs.error());

  const validate::Options checking = {.unknown_kinds = options.ignore_unknown
                                                         ? validate::Options::UnknownKinds::kIgnore
                                                         : validate::Options::UnknownKinds::kReport};
  diag::Report faults;
  diag::Report findings;
  std::size_t objects = 0;
  for (const auto& file : inputs->files) {
    const yaml::Stream stream = yaml::Parse(*file, options.input.limits(), faults);
    for (const yaml::Node& document : stream.documents)
      objects += validate::Validate(document, checking, findings);
  }
  const bool failed = findings.Count(diag::Level::kError) > 0;
  const bool unreadable = !inputs->errors.empty() || faults.Count(diag::Level::kError) > 0;
  findings.Add(faults.findings());
  findings.Finish();
  if (objects == 0 && !unreadable) {
    return std::unexpected(InputError(fmt::format("no objects in {}", fmt::join(options.input.all(), ", "))));
  }

  *env.out.stream << (options.output == "json" ? diag::RenderJson(findings)
                                               : diag::RenderText(findings, env.StyleFor(env.out)));
  if (!inputs->files.empty()) {
    fmt::print(*env.err.stream, "{} in {}: {}\n", Counted(objects, "object"),
               Counted(inputs->files.size(), "file"), diag::Summary(findings));
  }
  if (failed) return cli::ExitStatus::kFindings;
  return unreadable ? cli::ExitStatus::kUnreadable : cli::ExitStatus::kOk;
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = ManifestFlags(options.input);
  flags.push_back({.name = "output",
                   .letter = 'o',
                   .value_name = "FORMAT",
                   .summary = "How to print findings",
                   .target = &options.output,
                   .choices = {"text", "json"}});
  flags.push_back({.name = "ignore-unknown",
                   .summary = "Pass over kinds that have no schema here",
                   .target = &options.ignore_unknown});
  return flags;
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
  command.arguments = {ManifestArgument(options->input)};
  command.run = [options](cli::Env& env) { return Validate(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
