// SPDX-License-Identifier: Apache-2.0
// meshctl apply: server-side apply of manifests, one line per object as kubectl prints it.
#include "apply/apply.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/plan_input.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

struct Options {
  PlanInput input;
  Ownership ownership;
  kube::Connection connection;
  std::string dry_run = "none";
  std::string output;
};

apply::Mode ModeOf(const Options& options) {
  if (options.dry_run == "client") return apply::Mode::kDryRunClient;
  if (options.dry_run == "server") return apply::Mode::kDryRunServer;
  return apply::Mode::kWrite;
}

/// Several objects are printed as one List, as kubectl does.
void PrintObjects(std::vector<Json> objects, const std::string& format, std::ostream& out) {
  if (objects.empty()) return;
  const Json document = objects.size() == 1 ? std::move(objects.front())
                                            : Json{{"apiVersion", "v1"},
                                                   {"kind", "List"},
                                                   {"metadata", Json::object()},
                                                   {"items", std::move(objects)}};
  out << (format == "json" ? document.dump(4) + "\n" : yaml::PrintYaml(document));
}

Result<cli::ExitStatus> Apply(const Options& options, cli::Env& env) {
  const apply::Mode mode = ModeOf(options);
  auto loaded = LoadPlan(options.input, env);
  if (!loaded) return std::unexpected(std::move(loaded).error());

  std::unique_ptr<kube::Cluster> cluster;
  std::optional<kube::Client> client;
  kube::Scope scope;
  if (mode == apply::Mode::kDryRunClient) {
    auto found = kube::FindScope(options.connection, SurroundingsOf(env));
    if (!found) return std::unexpected(std::move(found).error());
    scope = *std::move(found);
  } else {
    auto connected = Connect(env, options.connection);
    if (!connected) return std::unexpected(std::move(connected).error());
    cluster = std::move(connected->cluster);
    client.emplace(*cluster);
    scope = std::move(connected->scope);
  }

  if (auto checked = apply::CheckNamespaces(loaded->plan, scope); !checked) {
    return std::unexpected(std::move(checked).error());
  }

  const diag::Style style = env.StyleFor(env.err);
  std::vector<Json> objects;
  const auto show = [&](const apply::Outcome& outcome) {
    if (client) {
      for (const std::string& warning : client->TakeWarnings())
        fmt::print(*env.err.stream, "Warning: {}\n", warning);
    }
    if (outcome.failure) {
      *env.err.stream << cli::RenderError(apply::Describe(*outcome.item, *outcome.failure), style);
    } else if (options.output.empty()) {
      *env.out.stream << outcome.Line(mode) << std::endl;
    } else if (options.output == "name") {
      *env.out.stream << outcome.item->label() << std::endl;
    } else {
      objects.push_back(outcome.object);
    }
  };
  const apply::Summary summary = apply::Apply(loaded->plan, client ? &*client : nullptr, scope,
                                              {.mode = mode,
                                               .field_manager = options.ownership.field_manager,
                                               .force = options.ownership.force(),
                                               .validation = ValidationOf(options.input)},
                                              show);
  PrintObjects(std::move(objects), options.output, *env.out.stream);
  if (summary.untried > 0) {
    fmt::print(*env.err.stream, "stopped: {} applied, {} not tried\n", summary.applied, summary.untried);
  }
  return summary.failed == 0 ? cli::ExitStatus::kOk : cli::ExitStatus::kFailed;
}

}  // namespace

cli::Command ApplyCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command{
      .name = "apply",
      .summary = "Apply manifests to a cluster",
      .details =
          "Creates the objects or changes them to what the manifests say, by server-side apply: the API "
          "server keeps track of which fields were set by whom. Namespaces, definitions and "
          "configuration are applied before what needs them.\n\n"
          "All manifests are read and checked first; as long as one has an error, nothing is sent. "
          "After that every object is tried, also when one before it was refused.",
      .examples = {{"meshctl apply -f k8s/", "Apply a folder"},
                   {"meshctl apply -f k8s/ --dry-run=server",
                    "Let the server check everything and write nothing"},
                   {"helm template . | meshctl apply -f -", "Apply what another program prints"}},
      .flags = PlanInputFlags(options->input),
      .run = [options](cli::Env& env) { return Apply(*options, env); },
  };
  command.flags.push_back(
      {.name = "dry-run",
       .value_name = "WHERE",
       .summary = "Write nothing: `server` asks the server, `client` sends nothing at all",
       .target = &options->dry_run,
       .choices = {"none", "client", "server"}});
  command.flags.push_back({.name = "output",
                           .letter = 'o',
                           .value_name = "FORMAT",
                           .summary = "Print the objects instead of one line for each",
                           .target = &options->output,
                           .choices = {"name", "json", "yaml"}});
  for (const auto& flags : {OwnershipFlags(options->ownership), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  return command;
}

}  // namespace meshctl::cmd
