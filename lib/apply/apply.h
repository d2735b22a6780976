// SPDX-License-Identifier: Apache-2.0
// Server-side apply of a plan.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "apply/plan.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::apply {

enum class Mode { kWrite, kDryRunServer, kDryRunClient };

struct Options {
  Mode mode = Mode::kWrite;
  std::string field_manager = "meshctl";
  kube::Force force = kube::Force::kNo;
  kube::Validation validation = kube::Validation::kStrict;
};

/// What became of one object.
struct Outcome {
  const Item* item = nullptr;
  Json object;                           ///< as the server answered; of a client dry run, as written
  std::optional<kube::Failure> failure;  ///< why it was not applied

  /// `deployment.apps/web serverside-applied`, with ` (server dry run)` or ` (dry run)` where that is so.
  /// Only for objects without a failure.
  std::string Line(Mode mode) const;
};

/// Applies the objects of `plan` one after the other, calls `done` after each, and goes on after a failure.
/// `client` may be null for a client dry run, which sends nothing. Returns how many objects failed.
std::size_t Apply(const Plan& plan, kube::Client* client, const kube::Scope& scope, const Options& options,
                  const std::function<void(const Outcome&)>& done);

/// A failure for people: the error's message, and under it one line for each conflicting or invalid field.
std::string Describe(const kube::Failure& failure);

}  // namespace meshctl::apply
