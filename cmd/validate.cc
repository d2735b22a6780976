// SPDX-License-Identifier: Apache-2.0
// meshctl validate: every file on its own, beside the API schemas and the rules of the servers that will read
// it. What several objects mean together is for `analyze`.
#include "validate/validate.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/counted.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cli/progress.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/findings_output.h"
#include "cmd/fixing.h"
#include "cmd/manifest_input.h"
#include "diag/render.h"
#include "kube/openapi.h"
#include "source/inputs.h"
#include "validate/custom/custom_kinds.h"
#include "validate/files.h"
#include "validate/findings.h"
#include "validate/fix.h"
#include "validate/istio/mesh_config.h"
#include "validate/rule.h"
#include "yaml/parse.h"

namespace meshctl::cmd {
namespace {

struct Options {
  ManifestInput input;
  FindingsOutput output;
  kube::Connection connection;
  std::vector<std::string> definitions;
  std::string mesh_config;
  std::string mesh_networks;
  std::string as = "everybody";
  std::string istio_namespace = "istio-system";
  bool schema_from_cluster = false;
  bool ignore_unknown = false;
  bool strict = false;
  bool experimental = false;
  Fixing fixing;
};

/// What a code stands for, in one sentence.
std::string SummaryOf(std::string_view code) {
  for (const validate::FaultRow& row : validate::AllFaults()) {
    if (row.code == code) return std::string(row.summary);
  }
  for (const validate::Rule* rule : validate::AllRules()) {
    if (rule->code == code) return std::string(rule->summary);
  }
  return {};
}

/// Kinds that the tables do not have: of --crd, of the manifests themselves and of the cluster.
Result<validate::CustomKinds> FindCustomKinds(const Options& options, const source::Inputs& inputs,
                                              cli::Env& env) {
  validate::CustomKinds kinds;
  if (options.schema_from_cluster) {
    auto connected = Connect(env, options.connection);
    if (!connected) return std::unexpected(connected.error());
    auto documents = kube::FetchOpenApi(*connected->cluster);
    if (!documents) return std::unexpected(documents.error());
    for (std::string& document : *documents) {
      auto added = kinds.AddOpenApi(std::move(document));
      if (!added) return std::unexpected(added.error());
    }
  }
  validate::AddDefinitions(inputs.files, options.input.limits(), kinds);
  if (options.definitions.empty()) return kinds;
  ManifestInput named = options.input;
  named.paths = options.definitions;
  named.files.clear();
  named.kustomizations.clear();
  const auto files = ReadManifests(named, env);
  if (!files) return std::unexpected(files.error());
  if (!files->errors.empty()) return std::unexpected(files->errors.front());
  const std::size_t before = kinds.size();
  validate::AddDefinitions(files->files, options.input.limits(), kinds);
  if (kinds.size() == before) {
    return std::unexpected(
        InputError(fmt::format("no CustomResourceDefinition in {}", fmt::join(options.definitions, ", "))));
  }
  return kinds;
}

/// Makes the fixes: shows them as a diff, or writes them and puts the new texts into `inputs`.
Result<void> Fix(const Options& options, const validate::Options& checking, source::Inputs& inputs,
                 cli::Env& env) {
  std::vector<diag::FixedText> texts;
  for (auto& file : inputs.files) {
    auto fixed = validate::FixText(*file, checking, options.input.limits(), options.fixing.least());
    if (!fixed) continue;
    if (!options.fixing.diff)
      file = std::make_unique<source::SourceFile>(file->name(), fixed->text, file->origin());
    texts.push_back(*std::move(fixed));
  }
  return MakeFixes(options.fixing, texts, options.input, env);
}

/// What a file without apiVersion and kind is checked by.
struct MeshFile {
  const std::string& path;
  void (*check)(const yaml::Node& root, diag::Report& report);
};

/// Checks mesh configuration and networks; their texts join `inputs`, which findings point into.
Result<void> ValidateMeshFiles(const Options& options, source::Inputs& inputs, validate::Outcome& outcome,
                               cli::Env& env) {
  for (const MeshFile& mesh : {MeshFile{options.mesh_config, validate::istio::ValidateMeshConfig},
                               MeshFile{options.mesh_networks, validate::istio::ValidateMeshNetworks}}) {
    if (mesh.path.empty()) continue;
    auto file = source::ReadInput(mesh.path, {}, *env.fs, *env.in);
    if (!file) return std::unexpected(file.error());
    diag::Report faults;
    diag::Report findings;
    const yaml::Stream stream = yaml::Parse(**file, options.input.limits(), faults);
    for (const yaml::Node& document : stream.documents) mesh.check(document, findings);
    outcome.unreadable = outcome.unreadable || faults.Count(diag::Level::kError) > 0;
    outcome.worst = std::max(outcome.worst, findings.worst());
    outcome.report.Add(std::move(faults).Take());
    outcome.report.Add(std::move(findings).Take());
    inputs.files.push_back(*std::move(file));
  }
  outcome.report.Finish();
  return {};
}

validate::Options CheckingOptions(const Options& options, const validate::CustomKinds& kinds) {
  using validate::Options;
  validate::Options checking;
  checking.unknown_kinds =
      options.ignore_unknown ? Options::UnknownKinds::kIgnore : Options::UnknownKinds::kReport;
  if (options.as == "cluster") checking.as = Options::As::kCluster;
  if (options.as == "api-server") checking.as = Options::As::kApiServer;
  if (options.as == "istioctl") checking.as = Options::As::kIstioctl;
  checking.experimental = options.experimental;
  checking.surroundings.istio_namespace = options.istio_namespace;
  checking.surroundings.default_namespace = options.connection.name_space;
  checking.custom = kinds.empty() ? nullptr : &kinds;
  return checking;
}

diag::Run RunOf(const source::Inputs& inputs) {
  diag::Run run{.command = "meshctl validate", .files = {}, .summary = SummaryOf};
  for (const auto& file : inputs.files) run.files.push_back(file->name());
  return run;
}

Result<cli::ExitStatus> Validate(const Options& options, cli::Env& env) {
  if (auto checked = CheckFindingsOutput(options.output); !checked) return std::unexpected(checked.error());
  if (options.strict && options.ignore_unknown)
    return std::unexpected(UsageError("`--strict` and `--ignore-unknown` contradict each other"));
  const bool mesh = !options.mesh_config.empty() || !options.mesh_networks.empty();
  auto inputs = mesh && options.input.all().empty() ? source::Inputs() : ReadManifests(options.input, env);
  if (!inputs) return std::unexpected(inputs.error());
  const auto kinds = FindCustomKinds(options, *inputs, env);
  if (!kinds) return std::unexpected(kinds.error());
  const validate::Options checking = CheckingOptions(options, *kinds);
  if (options.fixing.wanted()) {
    if (auto fixed = Fix(options, checking, *inputs, env); !fixed) return std::unexpected(fixed.error());
  }

  validate::Outcome outcome;
  {
    cli::Progress progress(env, "checking", inputs->files.size(), "files");
    outcome =
        validate::ValidateFiles(inputs->files, checking, options.input.limits(), [&] { progress.Step(); });
  }
  if (auto checked = ValidateMeshFiles(options, *inputs, outcome, env); !checked)
    return std::unexpected(checked.error());
  const bool unreadable = !inputs->errors.empty() || outcome.unreadable;
  if (outcome.objects == 0 && !unreadable && !mesh) {
    return std::unexpected(InputError(fmt::format("no objects in {}", fmt::join(options.input.all(), ", "))));
  }
  if (!options.fixing.diff) {
    auto written = WriteFindings(options.output, outcome.report, RunOf(*inputs), env);
    if (!written) return std::unexpected(written.error());
  }
  if (!inputs->files.empty() && !options.output.quiet) {
    const std::string objects = outcome.objects > 0 ? Counted(outcome.objects, "object") + " in " : "";
    fmt::print(*env.err.stream, "{}{}: {}\n", objects, Counted(inputs->files.size(), "file"),
               diag::Summary(outcome.report));
  }
  if (Fails(options.output, outcome.worst)) return cli::ExitStatus::kFindings;
  return unreadable ? cli::ExitStatus::kUnreadable : cli::ExitStatus::kOk;
}

std::vector<cli::Flag> OwnFlags(Options& options) {
  return {
      {.name = "crd",
       .value_name = "PATH",
       .summary = "Know the kinds of the CustomResourceDefinitions in this file or folder too",
       .target = &options.definitions,
       .completes = cli::Completes::kFile},
      {.name = "schema-from-cluster",
       .summary = "Know the kinds that the cluster's OpenAPI describes too",
       .target = &options.schema_from_cluster},
      {.name = "ignore-unknown",
       .summary = "Pass over kinds that have no schema here",
       .target = &options.ignore_unknown},
      {.name = "strict",
       .summary = "Kinds that have no schema here are errors; this is the default",
       .target = &options.strict},
      {.name = "experimental",
       .summary = "The Gateway API's experimental definitions are installed",
       .target = &options.experimental},
      {.name = "as",
       .value_name = "WHO",
       .summary = "Whose verdict is asked for",
       .target = &options.as,
       .choices = {"everybody", "cluster", "api-server", "istioctl"}},
      {.name = "istio-namespace",
       .letter = 'i',
       .value_name = "NAME",
       .summary = "Where istiod runs: Services there may name their ports as they like",
       .target = &options.istio_namespace},
      {.name = "meshConfigFile",
       .value_name = "FILE",
       .summary = "Check this mesh configuration (MeshConfig) too",
       .target = &options.mesh_config,
       .completes = cli::Completes::kFile},
      {.name = "mesh-networks",
       .value_name = "FILE",
       .summary = "Check these mesh networks (MeshNetworks) too",
       .target = &options.mesh_networks,
       .completes = cli::Completes::kFile},
  };
}

std::vector<cli::Flag> Flags(Options& options) {
  std::vector<cli::Flag> flags = ManifestFlags(options.input);
  std::vector<cli::Flag> connection = ConnectionFlags(options.connection);
  // Here --as says whose verdict is asked for, so nobody is impersonated.
  std::erase_if(connection, [](const cli::Flag& flag) { return flag.name.starts_with("as"); });
  for (auto more :
       {FindingsFlags(options.output), OwnFlags(options), FixingFlags(options.fixing), connection})
    flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

}  // namespace

cli::Command ValidateCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "validate";
  command.summary = "Check manifests as the servers that read them will";
  command.details =
      "Reads manifests and says what the servers that will read them would refuse: the API server by its "
      "schemas "
      "(unknown and missing fields, wrong types, values outside a closed set, limits, patterns), by the CEL "
      "rules "
      "of custom resource definitions and by its own code for Deployments, Services and the like; istiod's "
      "webhook "
      "by its rules for Istio's kinds. Kubernetes, Istio and Gateway API kinds are known by heart; no "
      "cluster is "
      "needed. Kinds of others come from CustomResourceDefinitions among the manifests, from --crd, or with "
      "--schema-from-cluster from the API server.\n\n"
      "The exit status is 79 with findings at or above --fail-on, else 65 when some input could not be read "
      "or "
      "parsed; it does not depend on the output format. Faults that show only when objects are seen together "
      "are "
      "found by `meshctl analyze`.";
  command.examples = {
      {"meshctl validate k8s/", "Check a folder"},
      {"meshctl validate 'k8s/**/*.yaml' -k overlays/prod", "Check what a pattern and a kustomization name"},
      {"kustomize build . | meshctl validate -f -", "Check what another program prints"},
      {"meshctl validate --fix k8s/", "Mend what has one certain cure, in place"},
      {"meshctl validate -o text -o sarif=out.sarif k8s/",
       "Print for people and write a report for a service"},
      {"meshctl validate --crd crds/ k8s/", "Check custom resources of others by their definitions"},
      {"meshctl validate --ignore-unknown k8s/", "Pass over custom resources of others"},
  };
  command.flags = Flags(*options);
  command.arguments = {ManifestArgument(options->input)};
  command.run = [options](cli::Env& env) {
    options->input.root = options->output.root;
    return Validate(*options, env);
  };
  return command;
}

}  // namespace meshctl::cmd
