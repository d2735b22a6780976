// SPDX-License-Identifier: Apache-2.0
// Server-side apply of a plan.
#pragma once

#include <cstddef>
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

struct Summary {
  std::size_t applied = 0;
  std::size_t failed = 0;
  std::size_t untried = 0;
};

/// Applies the objects of `plan` one after the other and calls `done` after each. It goes on after an object
/// that the server refused, and stops when the server does not answer any more. `client` may be null for a
/// client dry run, which sends nothing.
Summary Apply(const Plan& plan, kube::Client* client, const kube::Scope& scope, const Options& options,
              const std::function<void(const Outcome&)>& done);

/// A failure for people: where the object was written and what it is, the server's message, and under it one
/// line for each field in conflict or invalid.
Error Describe(const Item& item, const kube::Failure& failure);

}  // namespace meshctl::apply
