// SPDX-License-Identifier: Apache-2.0
// meshctl schema: what is known of kinds, written down for others: custom resource definitions for API
// servers, JSON Schema for editors.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/counted.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "schema/export_crd.h"
#include "schema/export_json_schema.h"
#include "schema/kinds.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

using schema::Channel;
using schema::Kind;

struct Options {
  std::vector<std::string> kinds;
  std::string output = "yaml";
  std::string folder;
  bool experimental = false;

  Channel channel() const { return experimental ? Channel::kExperimental : Channel::kStandard; }
};

Result<Kind> Resolve(const std::string& word) {
  if (const Kind kind = schema::FindResource(word)) return kind;
  Error error = UsageError(fmt::format("no kind is called `{}`", word));
  if (const std::string_view near = schema::NearestResource(word); !near.empty())
    error.hints.push_back(fmt::format("did you mean `{}`?", near));
  return std::unexpected(std::move(error));
}

Result<std::vector<Kind>> DefinedKinds(const Options& options) {
  if (options.kinds.empty()) return schema::DefinedKinds(options.channel());
  std::vector<Kind> kinds;
  for (const std::string& word : options.kinds) {
    const auto kind = Resolve(word);
    if (!kind) return std::unexpected(kind.error());
    if (kind->file_only())
      return std::unexpected(
          UsageError(fmt::format("`{}` is only read from files: no server has it", kind->name())));
    if (!kind->custom()) {
      return std::unexpected(
          UsageError(fmt::format("`{}` is built into the API server: nothing defines it", kind->name())));
    }
    if (!schema::IsDefined(*kind, options.channel())) {
      return std::unexpected(UsageError(fmt::format("`{}` is in the experimental channel only", kind->name()))
                                 .Hint("add `--experimental`"));
    }
    kinds.push_back(schema::Preferred(kind->group(), kind->name()));
  }
  return kinds;
}

Result<cli::ExitStatus> PrintDefinitions(const Options& options, cli::Env& env) {
  const auto kinds = DefinedKinds(options);
  if (!kinds) return std::unexpected(kinds.error());
  std::vector<Json> definitions;
  for (const Kind kind : *kinds) definitions.push_back(schema::ExportCrd(kind, options.channel()));
  if (options.output == "yaml") {
    for (std::size_t index = 0; index < definitions.size(); ++index)
      *env.out.stream << (index == 0 ? "" : "---\n") << yaml::PrintYaml(definitions[index]);
  } else if (definitions.size() == 1) {
    *env.out.stream << definitions.front().dump(2) << "\n";
  } else {
    const Json list = {{"apiVersion", "v1"}, {"kind", "List"}, {"items", definitions}};
    *env.out.stream << list.dump(2) << "\n";
  }
  return cli::ExitStatus::kOk;
}

bool IsServed(Kind kind, Channel channel) {
  if (kind.file_only()) return true;
  if (kind.custom() && !schema::IsDefined(kind, channel)) return false;
  return channel == Channel::kExperimental ? kind.served_experimental() : kind.served();
}

/// Every served version of the kinds asked for, or of all kinds people write manifests of.
Result<std::vector<Kind>> ServedKinds(const Options& options) {
  std::vector<Kind> asked;
  for (const std::string& word : options.kinds) {
    const auto kind = Resolve(word);
    if (!kind) return std::unexpected(kind.error());
    asked.push_back(*kind);
  }
  std::vector<Kind> kinds;
  for (const Kind kind : schema::AllKinds()) {
    const auto is_kind = [&](Kind one) { return one.group() == kind.group() && one.name() == kind.name(); };
    const bool wanted = asked.empty() ? !kind.subresource_only() : std::ranges::any_of(asked, is_kind);
    if (wanted && IsServed(kind, options.channel())) kinds.push_back(kind);
  }
  if (kinds.empty())
    return std::unexpected(
        UsageError("no standard API server serves these kinds").Hint("add `--experimental`"));
  return kinds;
}

Result<cli::ExitStatus> PrintJsonSchema(const Options& options, cli::Env& env) {
  const auto kinds = ServedKinds(options);
  if (!kinds) return std::unexpected(kinds.error());
  if (options.folder.empty()) {
    const Json schema = kinds->size() == 1 ? schema::ExportJsonSchema(kinds->front(), options.channel())
                                           : schema::ExportJsonSchema(*kinds, options.channel());
    *env.out.stream << schema.dump(2) << "\n";
    return cli::ExitStatus::kOk;
  }
  if (auto made = env.fs->MakeFolder(options.folder); !made) return std::unexpected(made.error());
  for (const Kind kind : *kinds) {
    const std::string path = fmt::format("{}/{}", options.folder, schema::JsonSchemaFileName(kind));
    auto written = env.fs->Write(path, schema::ExportJsonSchema(kind, options.channel()).dump(2) + "\n");
    if (!written) return std::unexpected(std::move(written).error());
  }
  *env.err.stream << fmt::format("wrote {} to {}\n", Counted(kinds->size(), "schema"), options.folder);
  return cli::ExitStatus::kOk;
}

cli::Argument KindsArgument(Options& options) {
  return {.name = "KIND",
          .summary =
              "Kinds by any of their names (`vs`, `virtualservices`, `gateways.networking.istio.io`); "
              "without one all are meant",
          .target = &options.kinds};
}

cli::Flag ExperimentalFlag(Options& options) {
  return {.name = "experimental",
          .summary = "As the Gateway API's experimental channel has them",
          .target = &options.experimental};
}

cli::Command CrdCommand() {
  auto options = std::make_shared<Options>();
  return {.name = "crd",
          .summary = "Print custom resource definitions",
          .details =
              "Prints the definitions of Istio's and the Gateway API's kinds as API servers take them: "
              "structural schemas of all versions with defaults, limits and CEL rules, printer columns, "
              "short names and subresources.",
          .examples = {{"meshctl schema crd | kubectl apply --server-side -f -", "Install all of them"},
                       {"meshctl schema crd virtualservice -o json", "Print one as JSON"}},
          .flags = {{.name = "output",
                     .letter = 'o',
                     .value_name = "FORMAT",
                     .summary = "Output format",
                     .target = &options->output,
                     .choices = {"yaml", "json"}},
                    ExperimentalFlag(*options)},
          .arguments = {KindsArgument(*options)},
          .run = [options](cli::Env& env) { return PrintDefinitions(*options, env); }};
}

cli::Command JsonCommand() {
  auto options = std::make_shared<Options>();
  return {
      .name = "json",
      .summary = "Print JSON Schema for editors",
      .details =
          "Prints JSON Schema (draft 7) of all kinds, or of those asked for, in every version that "
          "API servers serve. A schema of several kinds looks at a document's apiVersion and kind, "
          "so one file serves a whole repository; documents of other kinds are taken as they are.",
      .examples = {{"meshctl schema json > mesh.schema.json",
                    "Write one schema for an editor's YAML settings"},
                   {"meshctl schema json --dir schemas", "Write a file per kind, named as kubeconform asks"}},
      .flags = {{.name = "dir",
                 .value_name = "DIR",
                 .summary = "Write one file per kind and version into this folder",
                 .target = &options->folder,
                 .completes = cli::Completes::kFolder},
                ExperimentalFlag(*options)},
      .arguments = {KindsArgument(*options)},
      .run = [options](cli::Env& env) { return PrintJsonSchema(*options, env); }};
}

}  // namespace

cli::Command SchemaCommand() {
  cli::Command command;
  command.name = "schema";
  command.summary = "Print the API schemas for other programs";
  command.details =
      "The same tables that `validate` and `explain` read, as custom resource definitions for API servers "
      "and "
      "as JSON Schema for editors.";
  command.children = {CrdCommand(), JsonCommand()};
  return command;
}

}  // namespace meshctl::cmd
