// SPDX-License-Identifier: Apache-2.0
// The order matters: the applyset's parent knows of every object before it exists, and nothing is deleted as
// long as something could not be applied.
#include "cmd/apply_run.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>
#include <utility>

#include "apply/apply.h"
#include "apply/pruning.h"
#include "cli/dispatch.h"
#include "cmd/apply_report.h"
#include "cmd/apply_wait.h"

namespace meshctl::cmd {
namespace {

using Fate = apply::Pruned::Fate;

void PrintPruned(const apply::Pruned& pruned, const ApplySettings& settings, cli::Env& env) {
  const std::string label = pruned.member.label();
  if (pruned.failure) {
    Error error = pruned.failure->error;
    *env.err.stream << cli::RenderError(std::move(error).In(label), env.StyleFor(env.err));
  } else if (pruned.fate == Fate::kReleased) {
    fmt::print(*env.err.stream,
               "note: {} has left the applyset and stays: it was in the cluster before it joined\n", label);
  } else if (pruned.fate == Fate::kKept) {
    fmt::print(*env.err.stream, "note: {} stays: its applyset label was not written by field manager `{}`\n",
               label, settings.options.field_manager);
  } else if (settings.format == "name") {
    *env.out.stream << label << '\n' << std::flush;
  } else if (settings.format.empty()) {
    const bool dry_run = settings.options.mode != apply::Mode::kWrite;
    *env.out.stream << label << " pruned" << (dry_run ? " (server dry run)" : "") << '\n' << std::flush;
  }
}

Result<cli::ExitStatus> Prune(apply::Pruning& pruning, kube::Client& client, const ApplySettings& settings,
                              cli::Env& env) {
  bool all = true;
  auto finished = pruning.Finish(client, [&](const apply::Pruned& pruned) {
    all = all && !pruned.failure;
    PrintPruned(pruned, settings, env);
  });
  if (!finished) return std::unexpected(std::move(finished).error());
  return all ? cli::ExitStatus::kOk : cli::ExitStatus::kFailed;
}

}  // namespace

Result<cli::ExitStatus> ApplyToCluster(const apply::Plan& plan, kube::Client& client,
                                       const kube::Scope& scope, const ApplySettings& settings,
                                       const Interrupt& interrupt, cli::Env& env) {
  apply::Options options = settings.options;
  std::optional<apply::Pruning> pruning;
  if (!settings.applyset.empty()) {
    auto begun = apply::Pruning::Begin(settings.applyset, plan, client, scope, settings.options);
    if (!begun) return std::unexpected(std::move(begun).error());
    pruning = *std::move(begun);
    options.part_of = pruning->id();
  }
  cli::ExitStatus status = cli::ExitStatus::kOk;
  {
    ApplyReport report(env, {.format = settings.format, .mode = options.mode}, plan.items.size());
    const apply::Summary summary = apply::Apply(plan, client, scope, options,
                                                {.done =
                                                     [&](const apply::Outcome& outcome) {
                                                       if (pruning) pruning->Take(outcome);
                                                       report.Done(outcome, &client);
                                                     },
                                                 .stopped = [&] { return interrupt.asked(); }});
    status = report.Finish(summary, interrupt.asked());
  }
  if (pruning && status == cli::ExitStatus::kOk) {
    auto pruned = Prune(*pruning, client, settings, env);
    if (!pruned) return pruned;
    status = *pruned;
  } else if (pruning) {
    fmt::print(*env.err.stream, "nothing was pruned, because not everything was applied\n");
  }
  if (!settings.wait || status != cli::ExitStatus::kOk || options.mode != apply::Mode::kWrite) return status;
  return WaitUntilReady(plan, client, scope, *settings.wait, interrupt, env);
}

}  // namespace meshctl::cmd
