// SPDX-License-Identifier: Apache-2.0
// What `apply` and `diff` share: from -f to a plan.
#pragma once

#include <string>
#include <vector>

#include "apply/plan.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "model/manifests.h"

namespace meshctl::cmd {

/// The flags that name manifests.
struct PlanInput {
  std::vector<std::string> files;
  bool recursive = false;
  std::string validate = "strict";
};

/// --filename, --recursive and --validate, bound to `input`.
std::vector<cli::Flag> PlanInputFlags(PlanInput& input);

/// What is to be applied and the texts it came from.
struct LoadedPlan {
  model::Manifests manifests;
  apply::Plan plan;
};

/// Reads and checks everything before anything is done: findings go to `env.err`, and whatever cannot be
/// read, or is an error by `--validate=strict`, ends the command with an Error of kind input.
Result<LoadedPlan> LoadPlan(const PlanInput& input, cli::Env& env);

/// What `--validate` asks the server to do about unknown fields.
kube::Validation ValidationOf(const PlanInput& input);

}  // namespace meshctl::cmd
