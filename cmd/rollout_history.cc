// SPDX-License-Identifier: Apache-2.0
// meshctl rollout history and undo: the revisions of workloads, and back to one of them, in kubectl's words.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "cli/dispatch.h"
#include "cmd/connection_flags.h"
#include "cmd/progress_cluster.h"
#include "cmd/rollout.h"
#include "cmd/rollout_revisions.h"
#include "kube/aligned_text.h"
#include "kube/payload.h"
#include "wait/object_view.h"

namespace meshctl::cmd {
namespace {

struct Options {
  ObjectSelection selection;
  kube::Connection connection;
  int revision = 0;
  std::string dry_run = "none";
};

/// Does something for each of the workloads, and tells what went wrong with one before it goes on.
Result<cli::ExitStatus> ForEach(
    const Options& options, cli::Env& env,
    const std::function<Result<std::string>(kube::Client& client, const wait::Target& target)>& tell) {
  if (options.revision < 0) return std::unexpected(UsageError("revisions are not below 0"));
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  ProgressCluster cluster(*connected->cluster, options.connection, env);
  kube::Client client(cluster);
  const auto targets = ChosenWorkloads(options.selection, connected->scope, client, env);
  if (!targets) return std::unexpected(targets.error());
  cli::ExitStatus status = cli::ExitStatus::kOk;
  for (const wait::Target& target : *targets) {
    const auto text = tell(client, target);
    if (text) {
      *env.out.stream << *text << std::flush;
      continue;
    }
    *env.err.stream << cli::RenderError(text.error(), env.StyleFor(env.err));
    status = cli::ExitStatus::kFailed;
  }
  return status;
}

std::string Table(const std::vector<Revision>& revisions) {
  if (revisions.empty()) return "No rollout history found.\n";
  std::string text = "REVISION  CHANGE-CAUSE\n";
  for (const Revision& revision : revisions) {
    text += fmt::format("{:<8}  {}\n", revision.number,
                        revision.change_cause.empty() ? "<none>" : kube::CellText(revision.change_cause));
  }
  return text + "\n";
}

Result<std::string> History(const Options& options, kube::Client& client, const wait::Target& target) {
  const auto history = ReadHistory(client, target);
  if (!history) return std::unexpected(history.error());
  const std::string label = LabelOf(target.type, target.name);
  if (options.revision == 0) return fmt::format("{}\n{}", label, Table(history->revisions));
  const auto revision = FindRevision(*history, options.revision);
  if (!revision) return std::unexpected(Error(revision.error()).In(label));
  return fmt::format("{} with revision #{}\n{}\n", label, options.revision,
                     yaml::PrintYaml((*revision)->pod_template));
}

Result<std::string> Undo(const Options& options, kube::Client& client, const wait::Target& target) {
  const auto history = ReadHistory(client, target);
  if (!history) return std::unexpected(history.error());
  const std::string label = LabelOf(target.type, target.name);
  const auto found = FindRevision(*history, options.revision);
  if (!found) return std::unexpected(Error(found.error()).In(label));
  const Revision& revision = **found;
  const Json* paused = wait::At(history->workload, {"spec", "paused"});
  if (paused && *paused == true) {
    return std::unexpected(ClusterError(fmt::format("{} is paused, so it cannot be rolled back", label))
                               .Hint("`kubectl rollout resume` lets it go on"));
  }
  if (IsCurrent(*history, revision)) {
    return fmt::format("{} skipped rollback (current template already matches revision {})\n", label,
                       revision.number);
  }
  if (options.dry_run == "client") return fmt::format("{} rolled back (dry run)\n", label);
  const bool dry = options.dry_run == "server";
  const kube::Request request =
      UndoRequest(*history, revision, target, dry ? kube::DryRun::kServer : kube::DryRun::kNo);
  const auto answer = kube::ObjectIn(request, client.cluster().Send(request));
  if (!answer) return std::unexpected(Error(answer.error().error).In(label));
  return fmt::format("{} rolled back{}\n", label, dry ? " (server dry run)" : "");
}

void AddCommon(Options& options, cli::Command& command) {
  for (const auto& flags : {SelectionFlags(options.selection), ConnectionFlags(options.connection)})
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  command.arguments = {WorkloadArgument(options.selection, options.connection)};
}

}  // namespace

cli::Command RolloutHistoryCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "history";
  command.summary = "Show the revisions of workloads";
  command.details =
      "Shows which Pod templates Deployments, StatefulSets and DaemonSets have had and can go back to, with "
      "the annotation `kubernetes.io/change-cause` of that time.";
  command.examples = {{"meshctl rollout history deploy/web", "All revisions"},
                      {"meshctl rollout history deploy/web --revision=3", "The Pod template of one"}};
  command.flags = {{.name = "revision",
                    .value_name = "N",
                    .summary = "Show the Pod template of this revision as YAML",
                    .target = &options->revision}};
  AddCommon(*options, command);
  command.run = [options](cli::Env& env) {
    return ForEach(*options, env, [&](kube::Client& client, const wait::Target& target) {
      return History(*options, client, target);
    });
  };
  return command;
}

cli::Command RolloutUndoCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command;
  command.name = "undo";
  command.summary = "Go back to an earlier revision of workloads";
  command.details =
      "Gives Deployments, StatefulSets and DaemonSets the Pod template of an earlier revision, of "
      "Deployments "
      "also the annotations. That is rolled out like any change; `meshctl rollout status` tells how it gets "
      "on. "
      "Manifests are not changed: where they differ, the next `meshctl apply` of them meets a conflict with "
      "the "
      "field manager `meshctl-rollout`, which `--force-conflicts` settles.";
  command.examples = {{"meshctl rollout undo deploy/web", "To the revision before the latest"},
                      {"meshctl rollout undo deploy/web --to-revision=3 --dry-run=server",
                       "Let the server check another one"}};
  command.flags = {{.name = "to-revision",
                    .value_name = "N",
                    .summary = "Go to this revision; 0: the one before the latest",
                    .target = &options->revision},
                   {.name = "dry-run",
                    .value_name = "WHERE",
                    .summary = "Change nothing: `server` asks the server, `client` only looks",
                    .target = &options->dry_run,
                    .choices = {"none", "client", "server"},
                    .bare_value = "client"}};
  AddCommon(*options, command);
  command.run = [options](cli::Env& env) {
    return ForEach(*options, env, [&](kube::Client& client, const wait::Target& target) {
      return Undo(*options, client, target);
    });
  };
  return command;
}

}  // namespace meshctl::cmd
