// SPDX-License-Identifier: Apache-2.0
// meshctl diff: what would `meshctl apply` change? Exit statuses are kubectl's, so that an error never reads
// as "there are differences".
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "apply/live_diff.h"
#include "apply/object_apply.h"
#include "apply/pruning.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/diff_output.h"
#include "cmd/interrupt.h"
#include "cmd/offline_diff.h"
#include "cmd/plan_input.h"
#include "cmd/prune_input.h"

namespace meshctl::cmd {
namespace {

constexpr std::size_t kNamedUntried = 5;

struct Options {
  PlanInput input;
  Ownership ownership;
  kube::Connection connection;
  std::vector<std::string> sides;
  PruneInput pruning;
  bool offline = false;
  bool show_managed_fields = false;
  int concurrency = 32;  // measured: a server on two cores is busy then, and kubectl asks for one at a time
  std::string output;
};

diff::ManagedFields ManagedFieldsOf(const Options& options) {
  return options.show_managed_fields ? diff::ManagedFields::kShow : diff::ManagedFields::kHide;
}

/// What one object's change says besides its difference, on standard error.
void PrintNotes(const apply::Change& change, const cli::Env& env) {
  std::ostream& err = *env.err.stream;
  if (change.failure) {
    const Error error = change.item ? apply::Describe(*change.item, *change.failure) : change.failure->error;
    err << cli::RenderError(error, env.StyleFor(env.err));
    return;
  }
  for (const apply::Conflict& conflict : change.conflicts) {
    const std::string where = source::ToString(conflict.place);
    fmt::print(err, "{}: {}{}{}: `{}` is owned by `{}`; {}\n", change.may_take ? "note" : "warning", where,
               where.empty() ? "" : ": ", change.item->label(), conflict.field, conflict.owner,
               change.may_take ? "it would be taken over"
                               : "`meshctl apply` would need `--force-conflicts` to change it");
  }
  if (!change.note.empty()) fmt::print(err, "note: {}: {}\n", change.item->label(), change.note);
}

void PrintSummary(const apply::DiffSummary& summary, const cli::Env& env) {
  std::ostream& err = *env.err.stream;
  const bool nothing = summary.tally.ToString() == diff::Tally().ToString();
  if (summary.failed == 0) {
    fmt::print(err, "{}\n", summary.tally.ToString());
  } else {
    fmt::print(err, "{}{} not compared\n", nothing ? "" : summary.tally.ToString() + ", ", summary.failed);
  }
  if (summary.untried.empty()) return;
  std::string names;
  const std::size_t shown = std::min(summary.untried.size(), kNamedUntried);
  for (std::size_t i = 0; i < shown; ++i)
    names += fmt::format("{}{}", i == 0 ? "" : ", ", summary.untried[i]->label());
  if (summary.untried.size() > shown) names += fmt::format(" and {} more", summary.untried.size() - shown);
  fmt::print(err, "stopped: {} not compared: {}\n", summary.untried.size(), utf8::Printable(names));
}

/// What of an applyset an apply would prune.
struct Leaving {
  std::string part_of;
  std::vector<apply::Member> members;
};

Result<Leaving> FindLeaving(const Options& options, const apply::Plan& plan, kube::Client& client,
                            const kube::Scope& scope, const cli::Env& env) {
  Leaving leaving;
  if (!options.pruning.prune) return leaving;
  auto preview =
      apply::PreviewPruning(options.pruning.applyset, plan, client, scope, options.ownership.field_manager);
  if (!preview) return std::unexpected(std::move(preview).error());
  leaving.part_of = std::move(preview->id);
  for (apply::Pruned& pruned : preview->leaving) {
    if (pruned.fate == apply::Pruned::Fate::kDeleted) {
      leaving.members.push_back(std::move(pruned.member));
    } else {
      fmt::print(*env.err.stream, "note: {} is not in the manifests, but would stay: {}\n",
                 pruned.member.label(),
                 pruned.fate == apply::Pruned::Fate::kReleased
                     ? "it was in the cluster before it joined the applyset"
                     : "somebody else gave it the label of the applyset");
    }
  }
  return leaving;
}

Result<cli::ExitStatus> DiffLive(const Options& options, cli::Env& env) {
  auto loaded = LoadPlan(options.input, env);
  if (!loaded) return std::unexpected(std::move(loaded).error());
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  if (auto checked = apply::CheckNamespaces(loaded->plan, connected->scope); !checked)
    return std::unexpected(std::move(checked).error());
  const Interrupt interrupt;  // folders with what was compared must not stay behind
  auto output = DiffOutput::Begin(options.output, env);
  if (!output) return std::unexpected(std::move(output).error());

  kube::Client client(*connected->cluster);
  auto leaving = FindLeaving(options, loaded->plan, client, connected->scope, env);
  if (!leaving) return std::unexpected(std::move(leaving).error());
  Result<void> written;
  const auto show = [&](const apply::Change& change) {
    for (const std::string& warning : client.TakeWarnings())
      fmt::print(*env.err.stream, "Warning: {}\n", warning);
    PrintNotes(change, env);
    if (change.failure && change.item)
      output->AddUnknown(*change.item, apply::Describe(*change.item, *change.failure).message);
    if (change.failure || !written) return;
    const std::string label = change.difference.label();
    written = output->Add(change.difference, {"live/" + label, "merged/" + label},
                          {.after = change.item ? change.item->place : source::Span()});
  };
  const apply::DiffOptions how = {.field_manager = options.ownership.field_manager,
                                  .takeover = options.ownership.takeover(),
                                  .validation = ValidationOf(options.input),
                                  .part_of = leaving->part_of,
                                  .managed_fields = ManagedFieldsOf(options),
                                  .most_under_way = static_cast<std::size_t>(options.concurrency)};
  const apply::DiffSummary summary =
      apply::DiffLive(loaded->plan, leaving->members, client, connected->scope, how,
                      {.done = show, .stopped = [&] { return interrupt.asked(); }});
  if (!written) return std::unexpected(written.error());
  for (const apply::Item* item : summary.untried)
    output->AddUnknown(*item, "the diff ended before its turn came");
  auto status = output->Finish(summary.tally);
  PrintSummary(summary, env);
  if (interrupt.asked()) return cli::ExitStatus::kInterrupted;
  return summary.failed > 0 ? cli::ExitStatus::kTrouble : status;
}

Result<cli::ExitStatus> Diff(const Options& options, cli::Env& env) {
  if (options.concurrency < 1) return std::unexpected(UsageError("`--concurrency` must be at least 1"));
  if (auto checked = options.pruning.Check(); !checked) return std::unexpected(checked.error());
  if (options.offline) {
    if (!options.input.manifests.files.empty() || !options.input.manifests.kustomizations.empty())
      return std::unexpected(UsageError("`--offline` takes two paths, and no `-f` or `-k`"));
    if (options.pruning.prune) {
      return std::unexpected(
          UsageError("`--prune` asks a cluster what an applyset holds, and `--offline` asks none")
              .Hint("what the first path has and the second has not is shown as removed"));
    }
    return RunOfflineDiff({.sides = options.sides,
                           .reading = options.input.manifests,
                           .name_space = options.connection.name_space,
                           .selector = options.input.selector,
                           .managed_fields = ManagedFieldsOf(options),
                           .format = options.output},
                          env);
  }
  if (!options.sides.empty()) {
    return std::unexpected(UsageError("manifests to compare with the cluster are named with `-f`")
                               .Hint("`--offline` compares two paths with each other"));
  }
  return DiffLive(options, env);
}

/// Errors that would otherwise end with status 1 are printed here.
Result<cli::ExitStatus> DiffOrTrouble(const Options& options, cli::Env& env) {
  auto status = Diff(options, env);
  if (status || cli::StatusOf(status.error().kind) != cli::ExitStatus::kFailed) return status;
  *env.err.stream << cli::RenderError(status.error(), env.StyleFor(env.err));
  return cli::ExitStatus::kTrouble;
}

std::vector<cli::Flag> OwnFlags(Options& options) {
  return {
      {.name = "offline",
       .summary = "Compare two paths with each other, without a cluster",
       .target = &options.offline},
      {.name = "output",
       .letter = 'o',
       .value_name = "FORMAT",
       .summary = "Print a list of objects and their changed fields instead of text",
       .target = &options.output,
       .choices = {"json", "yaml"}},
      {.name = "show-managed-fields",
       .summary = "Compare who owns which fields, too",
       .target = &options.show_managed_fields},
      {.name = "concurrency",
       .value_name = "N",
       .summary = "Ask for at most this many objects at once",
       .target = &options.concurrency},
  };
}

constexpr const char* kDetails =
    "Compares the live objects with what they would be after `meshctl apply`. The server works that out "
    "without "
    "writing anything, so its defaults and its webhooks are part of the answer. Objects that do not exist "
    "are "
    "shown as created, also when their namespace or kind is itself created by the same manifests. Fields of "
    "other managers are shown as a forced apply would leave them, with a warning; fields that `kubectl "
    "apply` "
    "once set and the manifest no longer has are shown as removed, as `meshctl apply` removes them.\n\n"
    "With --offline two files or folders are compared with each other: `-` is standard input, "
    "`git:REVISION:PATH` "
    "a path in a git revision, `git:REVISION` what the other path held then. Absent fields count as their "
    "defaults.\n\n"
    "Differences are found in the objects, not in their text. Items of lists are paired by their keys, sets "
    "have no "
    "order, quantities, durations and the like are compared by value. What servers write on their own "
    "account "
    "(status, managedFields, versions, kubectl's annotation) is left out. Of a list whose items have keys "
    "another "
    "order counts as a change, since servers keep it. The output reads like that of `diff -u`; behind each "
    "`@@` "
    "stand the paths of the fields that change.\n\n"
    "Values of Secrets are never shown, wherever a Secret is embedded: only their length in bytes, decoded, "
    "and "
    "`before` and `after` where a value changes. That two values are the same can be seen, and nothing else "
    "of "
    "them.\n\n"
    "`-o json` prints an array with an element for each object: `apiVersion`, `kind`, `namespace`, `name`, "
    "`change` "
    "(created, changed, removed, unchanged; unknown, and why as `error`, when it was not compared), `file` "
    "and `line`, with --offline also `oldFile` and `oldLine`, "
    "and "
    "`fields`: `path`, `before`, `after`, and `owner` where somebody else owns the field. A side without a "
    "value is "
    "left out; an object that is created or removed has one entry with an empty path; a list in another "
    "order "
    "has `reordered` and its keys for values.\n\n"
    "KUBECTL_EXTERNAL_DIFF names a program that is run instead, with two folders as its last arguments; "
    "Secrets "
    "are masked in those too.\n\n"
    "The exit status is 0 without differences, 1 with, and greater when something went wrong.";

}  // namespace

cli::Command DiffCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command{
      .name = "diff",
      .summary = "Show what applying manifests would change",
      .details = kDetails,
      .examples = {{"meshctl diff -f k8s/", "Compare a folder with the cluster"},
                   {"kustomize build . | meshctl diff -f -", "Compare what another program prints"},
                   {"meshctl diff --offline old/ new/", "Compare two folders"},
                   {"meshctl diff --offline git:main k8s/", "What a branch changes"},
                   {"meshctl diff -f k8s/ -o json", "For programs"}},
      .flags = PlanInputFlags(options->input),
      .arguments = {{.name = "PATH",
                     .summary = "With --offline: what was, and what is to be",
                     .target = &options->sides,
                     .completes = cli::Completes::kFile,
                     .usage = "[OLD NEW]"}},
      .run = [options](cli::Env& env) { return DiffOrTrouble(*options, env); },
  };
  for (const auto& flags :
       {OwnFlags(*options),
        PruneFlags(options->pruning, "Show what `apply --prune` with the same --applyset would delete, too"),
        OwnershipFlags(options->ownership), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  return command;
}

}  // namespace meshctl::cmd
