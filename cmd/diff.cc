// SPDX-License-Identifier: Apache-2.0
// meshctl diff: what would `meshctl apply` change? Exit statuses are kubectl's, so that an error never reads
// as "there are differences".
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "apply/apply.h"
#include "apply/live_diff.h"
#include "cli/command.h"
#include "cli/dispatch.h"
#include "cli/env.h"
#include "cmd/commands.h"
#include "cmd/connection_flags.h"
#include "cmd/plan_input.h"

namespace meshctl::cmd {
namespace {

struct Options {
  PlanInput input;
  Ownership ownership;
  kube::Connection connection;
};

Result<cli::ExitStatus> Diff(const Options& options, cli::Env& env) {
  auto loaded = LoadPlan(options.input, env);
  if (!loaded) return std::unexpected(std::move(loaded).error());
  auto connected = Connect(env, options.connection);
  if (!connected) return std::unexpected(std::move(connected).error());
  if (auto checked = apply::CheckNamespaces(loaded->plan, connected->scope); !checked) {
    return std::unexpected(std::move(checked).error());
  }
  kube::Client client(*connected->cluster);

  const diag::Style error_style = env.StyleFor(env.err);
  const auto show = [&](const apply::Change& change) {
    for (const std::string& warning : client.TakeWarnings())
      fmt::print(*env.err.stream, "Warning: {}\n", warning);
    if (change.failure) {
      *env.err.stream << cli::RenderError(apply::Describe(*change.item, *change.failure), error_style);
    }
    *env.out.stream << change.text;
  };
  const apply::DiffSummary summary = apply::DiffLive(loaded->plan, client, connected->scope,
                                                     {.field_manager = options.ownership.field_manager,
                                                      .force = options.ownership.force(),
                                                      .validation = ValidationOf(options.input),
                                                      .style = env.StyleFor(env.out)},
                                                     show);
  if (summary.untried > 0) fmt::print(*env.err.stream, "stopped: {} not compared\n", summary.untried);
  if (summary.failed > 0) return cli::ExitStatus::kTrouble;
  return summary.changed > 0 ? cli::ExitStatus::kFailed : cli::ExitStatus::kOk;
}

/// Errors that would otherwise end with status 1 are printed here.
Result<cli::ExitStatus> DiffOrTrouble(const Options& options, cli::Env& env) {
  auto status = Diff(options, env);
  if (status || cli::StatusOf(status.error().kind) != cli::ExitStatus::kFailed) return status;
  *env.err.stream << cli::RenderError(status.error(), env.StyleFor(env.err));
  return cli::ExitStatus::kTrouble;
}

}  // namespace

cli::Command DiffCommand() {
  auto options = std::make_shared<Options>();
  cli::Command command{
      .name = "diff",
      .summary = "Show what applying manifests would change",
      .details =
          "Compares the live objects with what they would be after `meshctl apply`. The server works "
          "that out without writing anything, so its defaults and its webhooks are part of the answer. "
          "What servers write on their own account (status, managedFields, versions) is left out, and "
          "the values of Secrets are masked.\n\n"
          "Objects that do not exist are shown as created, also when their namespace is itself created "
          "by the same manifests. The exit status is 0 without differences, 1 with, and greater when "
          "something went wrong.",
      .examples = {{"meshctl diff -f k8s/", "Compare a folder with the cluster"},
                   {"kustomize build . | meshctl diff -f -", "Compare what another program prints"}},
      .flags = PlanInputFlags(options->input),
      .run = [options](cli::Env& env) { return DiffOrTrouble(*options, env); },
  };
  for (const auto& flags : {OwnershipFlags(options->ownership), ConnectionFlags(options->connection)}) {
    command.flags.insert(command.flags.end(), flags.begin(), flags.end());
  }
  return command;
}

}  // namespace meshctl::cmd
