// SPDX-License-Identifier: Apache-2.0
// The same questions as `meshctl diff` asks, told shorter: which objects, which fields, whose fields.
#include "cmd/apply_plan.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apply/apply.h"
#include "apply/live_diff.h"
#include "apply/pruning.h"
#include "base/counted.h"
#include "base/utf8.h"
#include "cli/dispatch.h"
#include "diff/objects.h"
#include "yaml/json.h"

namespace meshctl::cmd {
namespace {

constexpr std::size_t kNamedFields = 4;

/// What would happen to an object.
std::string_view ActionOf(const apply::Change& change) {
  if (!change.conflicts.empty() && !change.may_take) return "conflict";
  if (!change.conflicts.empty()) return "take over";
  switch (change.difference.change) {
    case diff::Change::kUnchanged:
      return "keep";
    case diff::Change::kCreated:
      return "create";
    case diff::Change::kChanged:
      return "change";
    case diff::Change::kRemoved:
      return "prune";
  }
  return "keep";
}

/// `spec.replicas, spec.template.spec.containers[name=app].image and 2 more`
std::string FieldsOf(const diff::ObjectDifference& difference) {
  std::vector<std::string> paths;
  for (const diff::FieldChange& field : difference.fields) paths.push_back(diff::PathText(field.path));
  const std::size_t more = paths.size() > kNamedFields ? paths.size() - kNamedFields : 0;
  paths.resize(paths.size() - more);
  const std::string named = fmt::format("{}", fmt::join(paths, ", "));
  return more > 0 ? fmt::format("{} and {} more", named, more) : named;
}

/// Prints as objects come, or collects for programs.
class PlanOutput {
 public:
  PlanOutput(const ApplySettings& settings, cli::Env& env) : settings_(settings), env_(env) {}

  void Add(const apply::Change& change) {
    if (change.failure) {
      trouble_ = true;
      *env_.err.stream << cli::RenderError(apply::Describe(*change.item, *change.failure),
                                           env_.StyleFor(env_.err));
      return;
    }
    const std::string_view action = ActionOf(change);
    trouble_ = trouble_ || action == "conflict";
    if (action == "keep") ++kept_;
    if (!settings_.format.empty()) {
      Json entry = diff::ToJson(change.difference);
      entry["action"] = action;
      entries_.push_back(std::move(entry));
      return;
    }
    if (action == "keep") return;
    PrintLine(action, change.item->label(), FieldsOf(change.difference));
    if (!change.conflicts.empty()) {
      fmt::print(*env_.out.stream, "{}\n", apply::RenderConflicts(change.conflicts, "             "));
    }
  }

  void Add(const apply::Pruned& pruned) {
    const std::string label = pruned.member.label();
    const bool deletes = pruned.fate == apply::Pruned::Fate::kDeleted;
    const bool released = pruned.fate == apply::Pruned::Fate::kReleased;
    const std::string_view action = deletes ? "prune" : released ? "release" : "leave";
    if (!settings_.format.empty()) {
      Json entry = {{"action", action},
                    {"apiVersion", pruned.member.type.api_version()},
                    {"kind", pruned.member.type.kind},
                    {"name", pruned.member.name}};
      if (!pruned.member.name_space.empty()) entry["namespace"] = pruned.member.name_space;
      entries_.push_back(std::move(entry));
      return;
    }
    PrintLine(action, label,
              deletes    ? ""
              : released ? "it was in the cluster before it joined the applyset"
                         : "its applyset label is somebody else's");
  }

  cli::ExitStatus Finish(const apply::DiffSummary& summary, bool interrupted) {
    if (settings_.format == "json") *env_.out.stream << entries_.dump(2) << '\n';
    if (settings_.format == "yaml") *env_.out.stream << yaml::PrintYaml(entries_);
    if (kept_ > 0) {
      fmt::print(*env_.err.stream, "{} {} no change\n", Counted(kept_, "object"),
                 kept_ == 1 ? "needs" : "need");
    }
    for (const apply::Item* item : summary.untried)
      fmt::print(*env_.err.stream, "not looked at: {}\n", utf8::Printable(item->label()));
    if (interrupted) return cli::ExitStatus::kInterrupted;
    return trouble_ || !summary.untried.empty() ? cli::ExitStatus::kFailed : cli::ExitStatus::kOk;
  }

 private:
  void PrintLine(std::string_view action, const std::string& label, const std::string& details) {
    fmt::print(*env_.out.stream, "{:<11}{}{}{}\n", action, utf8::Printable(label),
               details.empty() ? "" : ": ", utf8::Printable(details));
  }

  const ApplySettings& settings_;
  cli::Env& env_;
  Json entries_ = Json::array();
  std::size_t kept_ = 0;
  bool trouble_ = false;
};

}  // namespace

Result<cli::ExitStatus> ShowPlan(const apply::Plan& plan, kube::Client& client, const kube::Scope& scope,
                                 const ApplySettings& settings, const Interrupt& interrupt, cli::Env& env) {
  apply::Options options = settings.options;
  options.mode = apply::Mode::kDryRunServer;
  std::vector<apply::Pruned> leaving;
  if (!settings.applyset.empty()) {
    auto preview =
        apply::PreviewPruning(settings.applyset, plan, client, scope, settings.options.field_manager);
    if (!preview) return std::unexpected(std::move(preview).error());
    leaving = std::move(preview->leaving);
    options.part_of = std::move(preview->id);
  }
  PlanOutput output(settings, env);
  const auto show = [&](const apply::Change& change) {
    for (const std::string& warning : client.TakeWarnings())
      fmt::print(*env.err.stream, "Warning: {}\n", utf8::Printable(warning));
    output.Add(change);
  };
  const apply::DiffSummary summary =
      apply::DiffLive(plan, {}, client, scope,
                      {.field_manager = options.field_manager,
                       .takeover = options.takeover,
                       .validation = options.validation,
                       .part_of = options.part_of},
                      {.done = show, .stopped = [&] { return interrupt.asked(); }});
  for (const apply::Pruned& pruned : leaving) output.Add(pruned);
  return output.Finish(summary, interrupt.asked());
}

}  // namespace meshctl::cmd
