// SPDX-License-Identifier: Apache-2.0
// meshctl rollout status and restart: how a Deployment, StatefulSet or DaemonSet gets on with its Pods, in
// kubectl's words, what it is stuck on, and the same Pods anew.
#include "cmd/rollout.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/get.h"
#include "cmd/interrupt.h"
#include "cmd/object_selection.h"
#include "cmd/progress_cluster.h"
#include "cmd/server_names.h"
#include "cmd/waiting.h"
#include "kube/client.h"
#include "kube/payload.h"
#include "wait/goal.h"
#include "wait/waiter.h"

namespace meshctl::cmd {
namespace {

struct Options {
  ObjectSelection selection;
  kube::Connection connection;
  bool watch = true;
  std::string timeout = "0s";
  int revision = 0;
};

bool IsRolledOut(const kube::ResourceType& type) {
  return type.group == "apps" &&
         (type.kind == "Deployment" || type.kind == "StatefulSet" || type.kind == "DaemonSet");
}

wait::Goal RolloutGoal(const wait::Target& target, int revision) {
  return
      [goal = wait::RolledOut(revision), missing = NotFound(target.type, target.name)](const Json* object) {
        return object ? goal(object) : wait::Standing{wait::Verdict::kFailed, missing};
      };
}

/// Prints lines as they come, each once in a row for an object, and each reason once.
class StatusLines {
 public:
  StatusLines(const std::vector<wait::Wanted>& wanted, cli::Env& env)
      : wanted_(wanted), env_(env), last_(wanted.size()), told_(wanted.size()) {}

  void Tell(std::size_t i, const wait::Outcome& outcome) {
    const std::string& line = outcome.standing.message;
    if (outcome.standing.verdict != wait::Verdict::kFailed && line != last_[i]) {
      last_[i] = line;
      *env_.out.stream << line << std::endl;
    }
    for (const std::string& reason : outcome.reasons) {
      if (!told_[i].insert(reason).second) continue;
      const wait::Target& target = wanted_[i].target;
      fmt::print(*env_.err.stream, "{}: {}\n", LabelOf(target.type, target.name), reason);
      env_.err.stream->flush();
    }
  }

 private:
  const std::vector<wait::Wanted>& wanted_;
  cli::Env& env_;
  std::vector<std::string> last_;
  std::vector<std::set<std::string>> told_;
};

std::vector<wait::Wanted> RolledOut(std::vector<wait::Target> targets, int revision) {
  std::vector<wait::Wanted> wanted;
  for (wait::Target& target : targets) {
    wait::Goal goal = RolloutGoal(target, revision);
    wanted.push_back({.target = std::move(target), .goal = std::move(goal)});
  }
  return wanted;
}

Result<cli::ExitStatus> Status(const Options& options, cli::Env& env) {
  const auto timeout = ParseBound("timeout", options.timeout);
  if (!timeout) return std::unexpected(timeout.error());
  if (options.revision < 0) return std::unexpected(UsageError("`--revision` must not be below 0"));
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  ProgressCluster cluster(*connected->cluster, options.connection, env);
  kube::Client client(cluster);
  auto targets = ChosenWorkloads(options.selection, connected->scope, client, env);
  if (!targets) return std::unexpected(std::move(targets).error());
  const std::vector<wait::Wanted> wanted = RolledOut(*std::move(targets), options.revision);

  StatusLines lines(wanted, env);
  WaitingText waiting(wanted);
  cluster.Say([&] { return waiting.Text(); });
  const Interrupt interrupt;
  wait::WaitOptions how = {
      .interrupted = [&] { return interrupt.asked(); },
      .changed =
          [&](std::size_t i, const wait::Outcome& outcome) {
            cluster.Hide();
            lines.Tell(i, outcome);
            waiting.Take(i, {.verdict = outcome.standing.verdict, .message = {}});  // the line has said it
          },
      .now = env.now};
  if (!options.watch) {
    how.timeout = std::chrono::milliseconds(0);
  } else if (timeout->count() > 0) {
    how.timeout = *timeout;
  }
  auto waited = wait::WaitFor(cluster, wanted, how);
  if (!waited) return std::unexpected(waited.error().error);
  if (!options.watch && waited->end == wait::WaitEnd::kTimeout) {
    for (std::size_t i = 0; i < wanted.size(); ++i) lines.Tell(i, waited->outcomes[i]);
    return cli::ExitStatus::kOk;
  }
  for (wait::Outcome& outcome : waited->outcomes) {
    // The last line has said it.
    if (outcome.standing.verdict == wait::Verdict::kNotYet) outcome.standing.message.clear();
  }
  return ReportUnmet(*waited, wanted, "timed out waiting for the rollout of", env);
}

cli::Command StatusCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "status";
  command.summary = "Watch rollouts until they are done";
  command.details =
      "Prints how Deployments, StatefulSets and DaemonSets get on, in kubectl's words, until all of them are "
      "rolled out. What a rollout is stuck on goes to standard error as soon as it shows: images that cannot "
      "be "
      "pulled, crash loops with exit code and message, Pods that no node takes, probes, missing ConfigMaps "
      "and "
      "Secrets, quotas, webhooks that deny.\n\n"
      "Of manifests (`-f`), other kinds are passed over.";
  command.examples = {
      {"meshctl rollout status deployment/web", "Until one is rolled out"},
      {"meshctl rollout status -f k8s/ --timeout=5m", "All of a folder, five minutes at most"},
  };
  command.flags = {{.name = "watch",
                    .letter = 'w',
                    .summary = "Wait until it is done; `--watch=false` tells how it is now",
                    .target = &options->watch},
                   {.name = "timeout",
                    .value_name = "DURATION",
                    .summary = "Give up after this long; 0: never",
                    .target = &options->timeout},
                   {.name = "revision",
                    .value_name = "N",
                    .summary = "Fail when the Deployment is not at this revision; 0: the latest",
                    .target = &options->revision}};
  for (const auto& flags : {SelectionFlags(options->selection), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  command.arguments = {WorkloadArgument(options->selection, options->connection)};
  command.run = [options](cli::Env& env) { return Status(*options, env); };
  return command;
}

struct RestartOptions {
  ObjectSelection selection;
  kube::Connection connection;
};

/// The change that makes every Pod be replaced: an annotation of the template, as kubectl sets it.
kube::Request RestartRequest(const wait::Target& target, const std::string& now) {
  const Json patch = {
      {"spec",
       {{"template", {{"metadata", {{"annotations", {{"kubectl.kubernetes.io/restartedAt", now}}}}}}}}}};
  return {.method = kube::Method::kPatch,
          .path = kube::ObjectPath(target.type, target.name_space, target.name),
          .query = {{"fieldManager", kRolloutManager}},
          .content_type = "application/strategic-merge-patch+json",
          .body = patch.dump(),
          .repeat = kube::Repeat::kSafe};  // the moment stays the same
}

Result<cli::ExitStatus> Restart(const RestartOptions& options, cli::Env& env) {
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  ProgressCluster cluster(*connected->cluster, options.connection, env);
  kube::Client client(cluster);
  const auto targets = ChosenWorkloads(options.selection, connected->scope, client, env);
  if (!targets) return std::unexpected(targets.error());
  std::vector<kube::Request> requests;
  const std::string now = TimeNow();
  for (const wait::Target& target : *targets) requests.push_back(RestartRequest(target, now));
  const auto responses = cluster.SendAll(requests);
  cli::ExitStatus status = cli::ExitStatus::kOk;
  for (std::size_t i = 0; i < targets->size(); ++i) {
    const wait::Target& target = (*targets)[i];
    auto answer = kube::ObjectIn(requests[i], responses[i]);
    if (answer) {
      *env.out.stream << LabelOf(target.type, target.name) << " restarted" << std::endl;
      continue;
    }
    Error error = answer.error().status == 404
                      ? ClusterError(NotFound(target.type, target.name))
                      : Error(answer.error().error).In(LabelOf(target.type, target.name));
    *env.err.stream << cli::RenderError(error, env.StyleFor(env.err));
    status = cli::ExitStatus::kFailed;
  }
  return status;
}

cli::Command RestartCommand() {
  auto options = std::make_shared<RestartOptions>();
  cli::Command command;
  command.name = "restart";
  command.summary = "Replace all Pods of workloads, by their rules for updates";
  command.details =
      "Notes the moment in an annotation of the Pod template, as kubectl does, so that Deployments, "
      "StatefulSets and "
      "DaemonSets roll out the same Pods anew. `meshctl rollout status` tells how that gets on.";
  command.examples = {{"meshctl rollout restart deploy/web", "One Deployment"},
                      {"meshctl rollout restart deploy -l app=web", "All with a label"}};
  for (const auto& flags : {SelectionFlags(options->selection), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  command.arguments = {WorkloadArgument(options->selection, options->connection)};
  command.run = [options](cli::Env& env) { return Restart(*options, env); };
  return command;
}

}  // namespace

Result<std::vector<wait::Target>> ChosenWorkloads(const ObjectSelection& selection, const kube::Scope& scope,
                                                  kube::Client& client, cli::Env& env) {
  auto choice = ChooseObjects(selection, client, scope, env);
  if (!choice) return std::unexpected(std::move(choice).error());
  if (!choice->unknown.empty()) return std::unexpected(choice->unknown.front());
  // A folder holds more than what is rolled out.
  if (selection.from_files()) {
    std::erase_if(choice->objects,
                  [](const ChosenObjects& chosen) { return !IsRolledOut(chosen.kind.type); });
  }
  for (const ChosenObjects& chosen : choice->objects) {
    if (IsRolledOut(chosen.kind.type)) continue;
    return std::unexpected(
        UsageError(fmt::format("`{}` are not rolled out", TypeName(chosen.kind.type)))
            .Hint("only Deployments, StatefulSets and DaemonSets are; `meshctl wait` takes any"));
  }
  auto targets = ExpandChoice(*choice, selection, client);
  if (targets && targets->empty()) return std::unexpected(ClusterError("no matching resources found"));
  return targets;
}

cli::Argument WorkloadArgument(ObjectSelection& selection, const kube::Connection& connection) {
  cli::Argument argument = SelectionArgument(selection);
  argument.candidates = ObjectCandidates(
      selection, connection, [](const kube::OfferedKind& kind) { return IsRolledOut(kind.type); });
  return argument;
}

cli::Command RolloutCommand() {
  cli::Command command;
  command.name = "rollout";
  command.summary = "Follow, restart or undo rollouts of Deployments and the like";
  command.children = {StatusCommand(), RestartCommand(), RolloutHistoryCommand(), RolloutUndoCommand()};
  return command;
}

}  // namespace meshctl::cmd
