// SPDX-License-Identifier: Apache-2.0
// Server-side apply of a plan: class by class, the objects of a class side by side.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include "apply/object_apply.h"
#include "apply/plan.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::apply {

/// Whoever watches an apply.
struct Observer {
  /// One object is through; called in the order of the plan.
  std::function<void(const Outcome&)> done;
  /// Asked a few times a second: whether to stop. What was sent already gets `grace` to be answered.
  std::function<bool()> stopped = {};
  std::chrono::milliseconds grace{5000};
};

/// What became of the plan. An object is in one of the four.
struct Summary {
  std::size_t applied = 0;
  std::size_t failed = 0;                 ///< refused
  std::vector<const Item*> unknown = {};  ///< sent, but no answer came: applied or not
  std::vector<const Item*> untried = {};  ///< nothing was sent
};

/// Applies the objects of `plan`. It goes on after an object that the server refused, and stops when the
/// server does not answer any more or the observer says so. Definitions of kinds are waited for before
/// objects of these kinds are sent. A second run finishes what a first has left.
Summary Apply(const Plan& plan, kube::Client& client, const kube::Scope& scope, const Options& options,
              const Observer& observer);

/// A dry run that sends nothing.
Summary ApplyNowhere(const Plan& plan, const kube::Scope& scope, const Observer& observer);

}  // namespace meshctl::apply
