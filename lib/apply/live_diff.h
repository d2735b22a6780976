// SPDX-License-Identifier: Apache-2.0
// What applying a plan would change in the cluster, found out by a server-side dry run.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "apply/plan.h"
#include "diag/render.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::apply {

struct DiffOptions {
  std::string field_manager = "meshctl";
  kube::Force force = kube::Force::kNo;
  kube::Validation validation = kube::Validation::kStrict;
  diag::Style style = {};
};

/// The difference one object would make.
struct Change {
  const Item* item = nullptr;
  std::string text;                      ///< unified diff; empty: nothing would change
  std::optional<kube::Failure> failure;  ///< why it is not known
};

struct DiffSummary {
  std::size_t changed = 0;
  std::size_t failed = 0;
  std::size_t untried = 0;
};

/// Compares the objects of `plan` with the cluster one after the other and calls `done` after each; stops
/// when the server does not answer any more. Objects whose namespace or kind does not exist yet are shown as
/// created when the plan itself creates those.
DiffSummary DiffLive(const Plan& plan, kube::Client& client, const kube::Scope& scope,
                     const DiffOptions& options, const std::function<void(const Change&)>& done);

}  // namespace meshctl::apply
