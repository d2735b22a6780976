// SPDX-License-Identifier: Apache-2.0
// meshctl apply: server-side apply of manifests, one line per object as kubectl prints it.
#include "apply/apply.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "apply/pruning.h"
#include "base/counted.h"
#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/apply_analysis.h"
#include "cmd/apply_plan.h"
#include "cmd/apply_report.h"
#include "cmd/apply_run.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/interrupt.h"
#include "cmd/plan_input.h"
#include "cmd/prune_input.h"
#include "cmd/server_names.h"
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
  bool plan = false;
  bool no_analyze = false;
  PruneInput pruning;
  bool wait = false;
  std::string timeout = "5m";
};

apply::Mode ModeOf(const Options& options) {
  if (options.dry_run == "client") return apply::Mode::kDryRunClient;
  if (options.dry_run == "server") return apply::Mode::kDryRunServer;
  return apply::Mode::kWrite;
}

/// What the flags say, checked against each other.
Result<ApplySettings> SettingsOf(const Options& options) {
  if (auto checked = options.pruning.Check(); !checked) return std::unexpected(checked.error());
  if (options.pruning.prune && ModeOf(options) == apply::Mode::kDryRunClient) {
    return std::unexpected(
        UsageError("`--prune` asks the server what there is, so `--dry-run=client` cannot show it")
            .Hint("`--dry-run=server` can"));
  }
  if (options.plan && (ModeOf(options) == apply::Mode::kDryRunClient || options.output == "name")) {
    return std::unexpected(
        UsageError(fmt::format("`--plan` cannot be combined with `{}`",
                               options.output == "name" ? "--output=name" : "--dry-run=client")));
  }
  auto timeout = kube::ParseTimeout(options.timeout);
  if (!timeout) return std::unexpected(std::move(timeout).error());
  ApplySettings settings{.options = {.mode = ModeOf(options),
                                     .field_manager = options.ownership.field_manager,
                                     .takeover = options.ownership.takeover(),
                                     .validation = ValidationOf(options.input)},
                         .format = options.output,
                         .applyset = options.pruning.applyset,
                         .wait = {}};
  if (options.wait) settings.wait = *timeout;
  return settings;
}

/// Everything needed to write to one cluster.
struct Place {
  kube::Connection connection;
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
    places.push_back({.connection = std::move(connection),
                      .cluster = std::move(connected->cluster),
                      .scope = std::move(connected->scope)});
  }
  return places;
}

/// The objects that would be pruned.
Result<std::vector<apply::Member>> RemovedBy(const Options& options, const apply::Plan& plan,
                                             const Place& place) {
  std::vector<apply::Member> removed;
  if (!options.pruning.prune) return removed;
  kube::Client client(*place.cluster);
  auto preview = apply::PreviewPruning(options.pruning.applyset, plan, client, place.scope,
                                       options.ownership.field_manager);
  if (!preview) return std::unexpected(std::move(preview).error());
  for (apply::Pruned& pruned : preview->leaving) {
    if (pruned.fate == apply::Pruned::Fate::kDeleted) removed.push_back(std::move(pruned.member));
  }
  return removed;
}

/// Whether the manifests would bring no new errors, in any of the clusters.
Result<bool> IsSound(const Options& options, const LoadedPlan& loaded, const std::vector<Place>& places,
                     cli::Env& env) {
  std::size_t errors = 0;
  for (const Place& place : places) {
    auto removed = RemovedBy(options, loaded.plan, place);
    if (!removed) return std::unexpected(std::move(removed).error());
    auto found = CountNewErrors({.input = options.input.manifests,
                                 .manifests = loaded.manifests,
                                 .plan = loaded.plan,
                                 .removed = *std::move(removed)},
                                place.connection, env);
    if (!found) {
      return std::unexpected(std::move(found)
                                 .error()
                                 .In("cannot analyze what the cluster would hold")
                                 .Hint("`--no-analyze` applies without looking"));
    }
    errors += *found;
  }
  if (errors == 0) return true;
  const Error error =
      InputError(fmt::format("the manifests would bring {} into the mesh, so nothing was written",
                             Counted(errors, "new error")))
          .Hint("`--no-analyze` applies them all the same");
  *env.err.stream << cli::RenderError(error, env.StyleFor(env.err));
  return false;
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
  const auto settings = SettingsOf(options);
  if (!settings) return std::unexpected(settings.error());
  auto loaded = LoadPlan(options.input, env);
  if (!loaded) return std::unexpected(std::move(loaded).error());
  const apply::Plan& plan = loaded->plan;
  if (ModeOf(options) == apply::Mode::kDryRunClient) return ApplyNowhere(options, plan, env);
  auto places = FindPlaces(options, plan, env);
  if (!places) return std::unexpected(std::move(places).error());
  if (!options.no_analyze) {
    const auto sound = IsSound(options, *loaded, *places, env);
    if (!sound) return std::unexpected(sound.error());
    if (!*sound) return cli::ExitStatus::kFindings;
  }
  const Interrupt interrupt;
  cli::ExitStatus worst = cli::ExitStatus::kOk;
  for (const Place& place : *places) {
    if (places->size() > 1) fmt::print(*env.out.stream, "# context {}\n", place.connection.context);
    kube::Client client(*place.cluster);
    const auto status = options.plan ? ShowPlan(plan, client, place.scope, *settings, interrupt, env)
                                     : ApplyToCluster(plan, client, place.scope, *settings, interrupt, env);
    if (!status) return std::unexpected(status.error());
    worst = std::max(worst, *status);
    if (interrupt.asked()) break;
  }
  return worst;
}

std::vector<cli::Flag> OwnFlags(Options& options) {
  return {
      {.name = "dry-run",
       .value_name = "WHERE",
       .summary = "Write nothing: `server` asks the server, `client` sends nothing at all",
       .target = &options.dry_run,
       .choices = {"none", "client", "server"}},
      {.name = "plan",
       .summary = "Write nothing; show what would be created, changed, taken over and pruned",
       .target = &options.plan},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "Print the objects instead of one line for each",
       .target = &options.output,
       .choices = {"name", "json", "yaml"}},
      {.name = "no-analyze",
       .summary = "Apply without analyzing first what the cluster would hold",
       .target = &options.no_analyze},
      {.name = "wait",
       .summary = "Wait until everything is ready, and say what is not and why",
       .target = &options.wait},
      {.name = "timeout",
       .value_name = "DURATION",
       .summary = "Wait at most this long (30s, 2m; 0: for ever)",
       .target = &options.timeout},
  };
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
          "All manifests are read and checked first, and then analyzed together with what the cluster holds: "
          "as "
          "long as one has an error, or they would bring a new one into the mesh, nothing is written. "
          "After that every object is tried, also when one before it was refused. Objects that do not need "
          "each "
          "other are sent side by side.\n\n"
          "Fields that another manager owns are shown with both values; --force-conflicts takes them over, "
          "all or "
          "some. What client-side `kubectl apply` owns is taken over unasked, so that fields which leave the "
          "manifests leave the cluster.\n\n"
          "With --prune, objects that were applied with the same --applyset before and are not in the "
          "manifests any "
          "more are deleted. Objects that were in the cluster before they joined the set never are. "
          "After an interruption or a lost server the same command finishes the work.",
      .examples = {{"meshctl apply -f k8s/", "Apply a folder"},
                   {"meshctl apply -f k8s/ --dry-run=server",
                    "Let the server check everything and write nothing"},
                   {"meshctl apply -f k8s/ --plan", "Show what that would do"},
                   {"meshctl apply -f k8s/ --wait", "Apply, and wait until it works"},
                   {"meshctl apply -f k8s/ --prune --applyset=shop",
                    "Apply, and delete what has left the folder"},
                   {"helm template . | meshctl apply -f -", "Apply what another program prints"}},
      .flags = PlanInputFlags(options->input),
      .run = [options](cli::Env& env) { return Apply(*options, env); },
  };
  for (const auto& flags :
       {OwnFlags(*options),
        PruneFlags(options->pruning,
                   "Delete what was applied with the same --applyset before and is not in the manifests now"),
        OwnershipFlags(options->ownership), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  const auto context = std::ranges::find(command.flags, "context", &cli::Flag::name);
  context->summary =
      "Apply to the cluster of this context instead of the current one; to several, one by one";
  context->target = &options->contexts;
  // Names are completed for one cluster: the first that is named.
  const auto name_space = std::ranges::find(command.flags, "namespace", &cli::Flag::name);
  name_space->candidates = [options](std::string_view typed, cli::Env& env) {
    if (!options->contexts.empty()) options->connection.context = options->contexts.front();
    return NamespaceCandidates(options->connection)(typed, env);
  };
  return command;
}

}  // namespace meshctl::cmd
