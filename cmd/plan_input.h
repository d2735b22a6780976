// SPDX-License-Identifier: Apache-2.0
// What `apply` and `diff` share: from -f to a plan.
#pragma once

#include <string>
#include <vector>

#include "apply/object_apply.h"
#include "apply/plan.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/manifest_input.h"
#include "kube/client.h"
#include "model/manifests.h"

namespace meshctl::cmd {

/// What to read, and how strictly.
struct PlanInput {
  ManifestInput manifests;
  std::string validate = "strict";
  std::string selector;  ///< of labels; empty: all objects
};

/// The flags of ManifestInput, --validate and --selector, bound to `input`.
std::vector<cli::Flag> PlanInputFlags(PlanInput& input);

/// The flags about who owns fields.
struct Ownership {
  std::string field_manager = "meshctl";
  std::vector<std::string> force_conflicts;  ///< `true`, `false` or paths of fields
  bool server_side = true;

  apply::Takeover takeover() const;
  kube::Force force() const { return takeover().all ? kube::Force::kYes : kube::Force::kNo; }
};

/// --field-manager, --force-conflicts and --server-side, bound to `ownership`.
std::vector<cli::Flag> OwnershipFlags(Ownership& ownership);

/// What is to be applied and the texts it came from.
struct LoadedPlan {
  model::Manifests manifests;
  apply::Plan plan;
};

/// Reads and checks everything before anything is done: findings go to `env.err`, and whatever cannot be
/// read, or is an error by `--validate=strict`, ends the command with an Error of kind input; so does an
/// input of which nothing is selected. Objects that the selector leaves out are checked all the same.
Result<LoadedPlan> LoadPlan(const PlanInput& input, cli::Env& env);

/// What `--validate` asks the server to do about unknown fields.
kube::Validation ValidationOf(const PlanInput& input);

}  // namespace meshctl::cmd
