// SPDX-License-Identifier: Apache-2.0
// One object on its way into the cluster: the requests it takes, one after the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apply/conflict.h"
#include "apply/plan.h"
#include "kube/client.h"
#include "kube/cluster.h"
#include "kube/failure.h"
#include "yaml/json.h"

namespace meshctl::apply {

enum class Mode { kWrite, kDryRunServer, kDryRunClient };

/// Which fields of others may be taken over.
struct Takeover {
  bool all = false;                 ///< --force-conflicts
  std::vector<std::string> fields;  ///< --force-conflicts=FIELD: these, and what is below them
};

struct Options {
  Mode mode = Mode::kWrite;
  std::string field_manager = "meshctl";
  Takeover takeover = {};
  kube::Validation validation = kube::Validation::kStrict;
  std::string part_of = {};  ///< the applyset that objects become members of; empty: none
};

/// An item, and what it is called at the server.
struct Target {
  const Item* item = nullptr;
  kube::ResourceType type;
  std::string name_space;  ///< empty for kinds without one
};

/// What became of one object.
struct Outcome {
  const Item* item = nullptr;
  Json object = {};                      ///< as the server answered; of a client dry run, as written
  std::optional<kube::Failure> failure;  ///< why it was not applied
  bool unanswered = false;               ///< a change was sent and not answered: it may have been made
  bool created = false;
  std::vector<Conflict> conflicts = {};  ///< taken over; with a failure, those that stand in the way
  std::string note = {};                 ///< something that went wrong without harm; mostly empty

  /// `deployment.apps/web serverside-applied`, with ` (server dry run)` or ` (dry run)` where that is so.
  /// Only for objects without a failure.
  std::string Line(Mode mode) const;
};

/// Applies one object, kubectl's way and then some: fields that client-side `kubectl apply` owns are taken
/// over first; when others own fields, the live object is looked at, so that both values can be shown, and
/// only then, where that is allowed, overwritten. Each step leaves an object that a second run brings to the
/// same end.
class ObjectApply {
 public:
  ObjectApply(Target target, const Options& options);

  /// The request whose answer is wanted next. Only while not finished.
  kube::Request Next() const;
  /// The answer to it. `status` is that of a success.
  void Take(kube::Answer<Json> answer, int status);
  bool finished() const { return finished_; }
  /// Only when finished.
  Outcome TakeOutcome() { return std::move(outcome_); }
  const Item& item() const { return *target_.item; }

 private:
  enum class Step {
    kApply,    ///< server-side apply that overwrites nobody
    kLook,     ///< there are conflicts: get the live object
    kMigrate,  ///< move what client-side apply owns to us
    kForce,    ///< server-side apply that takes fields over
  };

  kube::ApplyOptions ApplyOptionsFor(kube::Force force) const;
  Json Sent() const;
  void TakeApplied(kube::Answer<Json> answer, int status);
  void TakeLive(kube::Answer<Json> live);
  void TakeMigrated(kube::Answer<Json> answer);
  void Finish(kube::Answer<Json> answer, int status);
  void Again(kube::Failure why);
  bool MayTake(const std::vector<Conflict>& conflicts) const;
  /// Whether all that stands in the way is client-side apply's.
  bool OnlyClientSide(const std::vector<Conflict>& conflicts, const Json& live) const;

  Target target_;
  const Options& options_;
  Step step_ = Step::kApply;
  bool finished_ = false;
  int rounds_ = 0;
  bool applied_ = false;  // the server has taken the object, whatever comes after
  bool migrated_ = false;
  Json migration_ = {};
  std::string version_ = {};  // the resourceVersion that a takeover of some fields is bound to
  std::optional<kube::Failure> refusal_ = {};
  Outcome outcome_;
};

/// A failure for people: where the object was written and what it is, the server's message, and under it the
/// table of conflicts or one line for each invalid field, with its place.
Error Describe(const Outcome& outcome);
/// The same for a failure that is not an Outcome's.
Error Describe(const Item& item, const kube::Failure& failure);

}  // namespace meshctl::apply
