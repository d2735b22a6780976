// SPDX-License-Identifier: Apache-2.0
// meshctl apply: server-side apply of manifests, one line per object as kubectl prints it.
#include "apply/apply.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/env.h"
#include "cmd/apply_report.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/interrupt.h"
#include "cmd/plan_input.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

struct Options {
  PlanInput input;
  Ownership ownership;
  kube::Connection connection;
  std::vector<std::string> contexts;
  std::string dry_run = "none";
  std::string output;
};

apply::Mode ModeOf(const Options& options) {
  if (options.dry_run == "client") return apply::Mode::kDryRunClient;
  if (options.dry_run == "server") return apply::Mode::kDryRunServer;
  return apply::Mode::kWrite;
}

/// Everything needed to write to one cluster.
struct Place {
  std::string context;  // empty: the current one
  std::unique_ptr<kube::Cluster> cluster;
  kube::Scope scope;
};

/// Finds every cluster before the first is written to.
Result<std::vector<Place>> FindPlaces(const Options& options, const apply::Plan& plan, const cli::Env& env) {
  std::vector<std::string> contexts = options.contexts;
  if (contexts.empty()) contexts.emplace_back();
  std::vector<Place> places;
  for (const std::string& context : contexts) {
    kube::Connection connection = options.connection;
    connection.context = context;
    auto connected = Connect(env, connection);
    if (!connected) return std::unexpected(std::move(connected).error());
    if (auto checked = apply::CheckNamespaces(plan, connected->scope); !checked) {
      return std::unexpected(std::move(checked).error());
    }
    places.push_back(
        {.context = context, .cluster = std::move(connected->cluster), .scope = std::move(connected->scope)});
  }
  return places;
}

apply::Options ApplyOptions(const Options& options) {
  return {.mode = ModeOf(options),
          .field_manager = options.ownership.field_manager,
          .takeover = options.ownership.takeover(),
          .validation = ValidationOf(options.input)};
}

cli::ExitStatus ApplyTo(const Place& place, const apply::Plan& plan, const Options& options,
                        const Interrupt& interrupt, cli::Env& env) {
  kube::Client client(*place.cluster);
  ApplyReport report(env, {.format = options.output, .mode = ModeOf(options)}, plan.items.size());
  const apply::Summary summary =
      apply::Apply(plan, client, place.scope, ApplyOptions(options),
                   {.done = [&](const apply::Outcome& outcome) { report.Done(outcome, &client); },
                    .stopped = [&] { return interrupt.asked(); }});
  return report.Finish(summary, interrupt.asked());
}

Result<cli::ExitStatus> ApplyNowhere(const Options& options, const apply::Plan& plan, cli::Env& env) {
  kube::Connection connection = options.connection;
  if (!options.contexts.empty()) connection.context = options.contexts.front();
  auto scope = kube::FindScope(connection, SurroundingsOf(env));
  if (!scope) return std::unexpected(std::move(scope).error());
  if (auto checked = apply::CheckNamespaces(plan, *scope); !checked)
    return std::unexpected(std::move(checked).error());
  ApplyReport report(env, {.format = options.output, .mode = ModeOf(options)}, plan.items.size());
  const apply::Summary summary = apply::ApplyNowhere(
      plan, *scope, {.done = [&](const apply::Outcome& outcome) { report.Done(outcome, nullptr); }});
  return report.Finish(summary, false);
}

Result<cli::ExitStatus> Apply(const Options& options, cli::Env& env) {
  auto loaded = LoadPlan(options.input, env);
  if (!loaded) return std::unexpected(std::move(loaded).error());
  const apply::Plan& plan = loaded->plan;
  if (ModeOf(options) == apply::Mode::kDryRunClient) return ApplyNowhere(options, plan, env);
  auto places = FindPlaces(options, plan, env);
  if (!places) return std::unexpected(std::move(places).error());
  const Interrupt interrupt;
  cli::ExitStatus worst = cli::ExitStatus::kOk;
  for (const Place& place : *places) {
    if (places->size() > 1) fmt::print(*env.out.stream, "# context {}\n", place.context);
    worst = std::max(worst, ApplyTo(place, plan, options, interrupt, env));
    if (interrupt.asked()) break;
  }
  return worst;
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
  const auto context = std::ranges::find(command.flags, "context", &cli::Flag::name);
  context->summary =
      "Apply to the cluster of this context instead of the current one; to several, one by one";
  context->target = &options->contexts;
  return command;
}

}  // namespace meshctl::cmd
