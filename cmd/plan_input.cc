// SPDX-License-Identifier: Apache-2.0
// Nothing is applied as long as any file has a fault: half an input is a state nobody asked for.
#include "cmd/plan_input.h"

#include <fmt/format.h>

#include <ostream>

#include "cmd/selection.h"
#include "diag/render.h"
#include "diag/report.h"
#include "diff/masked_findings.h"
#include "validate/validate.h"

namespace meshctl::cmd {

std::vector<cli::Flag> PlanInputFlags(PlanInput& input) {
  std::vector<cli::Flag> flags = ManifestFlags(input.manifests);
  flags.push_back({.name = "validate",
                   .value_name = "HOW",
                   .summary = "What to do about fields that do not fit the schema",
                   .target = &input.validate,
                   .choices = {"strict", "warn", "ignore", "true", "false"}});
  flags.push_back(SelectorFlag(input.selector));
  return flags;
}

std::vector<cli::Flag> OwnershipFlags(Ownership& ownership) {
  return {
      {.name = "field-manager",
       .value_name = "NAME",
       .summary = "Own the fields under this name",
       .target = &ownership.field_manager},
      {.name = "force-conflicts",
       .value_name = "FIELD",
       .summary = "Take over fields that somebody else owns: all, or those named (`.spec.replicas`)",
       .target = &ownership.force_conflicts,
       .bare_value = "true"},
      {.name = "server-side",
       .value_name = {},
       .summary = "Accepted for kubectl's sake: apply always is server-side",
       .target = &ownership.server_side,
       .hidden = true},
  };
}

apply::Takeover Ownership::takeover() const {
  apply::Takeover takeover;
  for (const std::string& word : force_conflicts) {
    if (word == "true" || word == "false") {
      takeover.all = word == "true";
    } else {
      takeover.fields.push_back(word);
    }
  }
  return takeover;
}

kube::Validation ValidationOf(const PlanInput& input) {
  if (input.validate == "warn") return kube::Validation::kWarn;
  if (input.validate == "ignore" || input.validate == "false") return kube::Validation::kIgnore;
  return kube::Validation::kStrict;
}

namespace {

/// Leaves out of the plan what is not selected.
Result<void> Select(const std::string& text, apply::Plan& plan) {
  if (text.empty()) return {};
  const auto selector = ReadSelector(text);
  if (!selector) return std::unexpected(selector.error());
  std::erase_if(plan.items, [&](const apply::Item& item) { return !selector->Selects(item.object()); });
  if (plan.items.empty())
    return std::unexpected(InputError(fmt::format("no object of the input has the labels `{}`", text)));
  return {};
}

}  // namespace

Result<LoadedPlan> LoadPlan(const PlanInput& input, cli::Env& env) {
  auto inputs = ReadManifests(input.manifests, env);
  if (!inputs) return std::unexpected(std::move(inputs).error());
  const bool unreadable = !inputs->errors.empty();

  diag::Report faults;
  model::Manifests manifests = model::LoadManifests(
      *std::move(inputs), {.default_namespace = "", .limits = input.manifests.limits()}, faults);
  const bool broken = faults.worst() == diag::Level::kError;
  diag::Report misfits;
  const kube::Validation validation = ValidationOf(input);
  if (validation != kube::Validation::kIgnore) {
    for (const model::Object& object : manifests.objects()) {
      validate::Validate(
          *object.root,
          {.unknown_kinds = validate::Options::UnknownKinds::kIgnore, .as = validate::Options::As::kCluster},
          misfits);
    }
  }
  const bool misfit = validation == kube::Validation::kStrict && misfits.worst() == diag::Level::kError;

  faults.Add(misfits.findings());
  faults.Finish();
  const diff::MaskedFindings masked = diff::Mask(faults);
  *env.err.stream << diag::RenderText(masked.report, env.StyleFor(env.err));
  if (unreadable || broken)
    return std::unexpected(InputError("not all manifests can be read, so nothing was done"));
  if (misfit) {
    return std::unexpected(InputError("the manifests have errors, so nothing was done")
                               .Hint("`--validate=warn` goes on in spite of them"));
  }
  if (manifests.objects().empty()) return std::unexpected(InputError("the input holds no objects"));
  apply::Plan plan = apply::MakePlan(manifests);
  if (auto selected = Select(input.selector, plan); !selected) return std::unexpected(selected.error());
  return LoadedPlan{.manifests = std::move(manifests), .plan = std::move(plan)};
}

}  // namespace meshctl::cmd
