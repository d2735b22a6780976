// SPDX-License-Identifier: Apache-2.0
// meshctl wait: until objects are what they should be. All of them are watched at once, under one deadline.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/interrupt.h"
#include "cmd/object_selection.h"
#include "cmd/progress_cluster.h"
#include "cmd/server_names.h"
#include "cmd/waiting.h"
#include "kube/client.h"
#include "wait/goal.h"
#include "wait/waiter.h"

namespace meshctl::cmd {
namespace {

struct Options {
  ObjectSelection selection;
  kube::Connection connection;
  std::vector<std::string> goals;
  std::string timeout = "30s";
  bool all = false;
};

/// What --for asks, taken together.
struct Goals {
  std::vector<wait::Goal> all;
  bool deletion = false;
  bool creation = false;
};

Result<Goals> ParseGoals(const Options& options) {
  if (options.goals.empty()) {
    return std::unexpected(UsageError("it is not said what to wait for")
                               .Hint("`--for=condition=NAME[=VALUE]`, `--for=delete`, `--for=create` or "
                                     "`--for=jsonpath=PATH[=VALUE]`"));
  }
  Goals goals;
  for (const std::string& text : options.goals) {
    auto goal = wait::ParseGoal(text);
    if (!goal) return std::unexpected(std::move(goal).error());
    goals.deletion |= EqualIgnoringCase(text, "delete");
    goals.creation |= EqualIgnoringCase(text, "create");
    goals.all.push_back(*std::move(goal));
  }
  if (goals.deletion && goals.all.size() > 1)
    return std::unexpected(UsageError("`--for=delete` does not go together with another `--for`"));
  return goals;
}

/// All goals at once. What does not exist fails when it is seen for the first time, unless that is waited
/// for.
wait::Goal Together(const Goals& goals, const wait::Target& target) {
  const bool may_be_missing = goals.deletion || goals.creation;
  return [goals = goals.all, may_be_missing, seen = std::make_shared<bool>(false),
          missing = NotFound(target.type, target.name)](const Json* object) {
    if (!object && !*seen && !may_be_missing) return wait::Standing{wait::Verdict::kFailed, missing};
    *seen = true;
    for (const wait::Goal& goal : goals) {
      wait::Standing standing = goal(object);
      if (standing.verdict != wait::Verdict::kMet) return standing;
    }
    return wait::Standing{wait::Verdict::kMet, {}};
  };
}

Result<void> CheckWords(const Options& options) {
  const ObjectSelection& selection = options.selection;
  const bool whole_type =
      selection.words.size() == 1 && selection.words.front().find('/') == std::string::npos;
  if (whole_type && !options.all && selection.label_selector.empty() && selection.field_selector.empty()) {
    return std::unexpected(
        UsageError(fmt::format("it is not said which `{}` to wait for", selection.words.front()))
            .Hint("name them, select them with `-l`, or wait for `--all`"));
  }
  if (options.all && !whole_type)
    return std::unexpected(UsageError("`--all` does not go together with names or files"));
  return {};
}

Result<cli::ExitStatus> Wait(const Options& options, cli::Env& env) {
  const auto goals = ParseGoals(options);
  if (!goals) return std::unexpected(goals.error());
  const auto timeout = ParseBound("timeout", options.timeout);
  if (!timeout) return std::unexpected(timeout.error());
  if (auto checked = CheckWords(options); !checked) return std::unexpected(std::move(checked).error());
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  ProgressCluster cluster(*connected->cluster, options.connection, env);
  kube::Client client(cluster);
  auto choice = ChooseObjects(options.selection, client, connected->scope, env);
  if (!choice) return std::unexpected(std::move(choice).error());
  if (!choice->unknown.empty()) return std::unexpected(choice->unknown.front());
  auto targets = ExpandChoice(*choice, options.selection, client);
  if (!targets) return std::unexpected(std::move(targets).error());
  if (targets->empty() && !goals->deletion)
    return std::unexpected(ClusterError("no matching resources found"));

  std::vector<wait::Wanted> wanted;
  for (wait::Target& target : *targets) {
    wait::Goal goal = Together(*goals, target);
    wanted.push_back({.target = std::move(target),
                      .goal = std::move(goal),
                      .reasons = goals->deletion ? wait::Reasons::kLeaveOut : wait::Reasons::kGather});
  }
  const Interrupt interrupt;
  WaitingText waiting(wanted);
  cluster.Say([&] { return waiting.Text(); });
  std::vector<bool> existed(wanted.size());
  const auto waited = wait::WaitFor(cluster, wanted,
                                    {.timeout = *timeout,
                                     .interrupted = [&] { return interrupt.asked(); },
                                     .changed =
                                         [&](std::size_t i, const wait::Outcome& outcome) {
                                           waiting.Take(i, outcome.standing);
                                           // As with kubectl, what was never there to be deleted is not worth
                                           // a line.
                                           const bool silent =
                                               goals->deletion && outcome.object.is_null() && !existed[i];
                                           existed[i] = existed[i] || outcome.object.is_object();
                                           if (outcome.standing.verdict != wait::Verdict::kMet || silent)
                                             return;
                                           cluster.Hide();
                                           fmt::print(*env.out.stream, "{} condition met\n",
                                                      LabelOf(wanted[i].target.type, wanted[i].target.name));
                                           env.out.stream->flush();
                                         },
                                     .now = env.now});
  if (!waited) return std::unexpected(waited.error().error);
  const bool once = timeout->count() == 0;
  return ReportUnmet(*waited, wanted,
                     once ? "condition not met for" : "timed out waiting for the condition on", env);
}

}  // namespace

cli::Command WaitCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "wait";
  command.summary = "Wait until objects are as they should be";
  command.details =
      "Watches all the objects at once until each of them has what `--for` asks, or time is up. Several "
      "`--for` "
      "must hold together. What a controller says of an older generation of an object does not count.\n\n"
      "When time is up, what is missing is said for each object, and for workloads why: images that cannot "
      "be "
      "pulled, crashes, Pods that no node takes, quotas. The exit status is then 1.";
  command.examples = {
      {"meshctl wait --for=condition=Available deployment/web", "Until a Deployment is available"},
      {"meshctl wait --for=condition=Programmed gateway --all --timeout=2m",
       "Until all Gateways are programmed"},
      {"meshctl wait --for=jsonpath='{.status.phase}'=Running pod/web", "Until a field has a value"},
      {"meshctl wait --for=delete pod -l app=web", "Until Pods are gone"},
  };
  command.flags = {{.name = "for",
                    .value_name = "GOAL",
                    .summary = "What to wait for: `condition=NAME[=VALUE]`, `delete`, `create` or "
                               "`jsonpath=PATH[=VALUE]`",
                    .target = &options->goals},
                   {.name = "timeout",
                    .value_name = "DURATION",
                    .summary = "Give up after this long; 0: look once, below 0: a week",
                    .target = &options->timeout},
                   {.name = "all", .summary = "All objects of the type", .target = &options->all}};
  for (const auto& flags : {SelectionFlags(options->selection), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  command.arguments = {SelectionArgument(options->selection)};
  command.arguments.back().candidates =
      ObjectCandidates(options->selection, options->connection,
                       [](const kube::OfferedKind& kind) { return kind.Allows("watch"); });
  command.run = [options](cli::Env& env) { return Wait(*options, env); };
  return command;
}

}  // namespace meshctl::cmd
