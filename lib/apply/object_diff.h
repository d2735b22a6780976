// SPDX-License-Identifier: Apache-2.0
// What applying one object would change: the questions that find it out, one after the other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apply/conflict.h"
#include "apply/object_apply.h"
#include "apply/plan.h"
#include "diff/objects.h"
#include "kube/client.h"
#include "kube/cluster.h"
#include "kube/failure.h"
#include "yaml/json.h"

namespace meshctl::apply {

struct DiffOptions {
  std::string field_manager = "meshctl";
  Takeover takeover = {};
  kube::Validation validation = kube::Validation::kStrict;
  std::string part_of = {};  ///< the applyset that objects would become members of; empty: none
  diff::ManagedFields managed_fields = diff::ManagedFields::kHide;
  std::size_t most_under_way = 16;  ///< requests at a time; the connection may allow fewer
};

/// The difference one object would make.
struct Change {
  const Item* item = nullptr;  ///< null: an object that is not among the manifests and would be removed
  diff::ObjectDifference difference = {};
  /// Fields of others that the object would change: what is shown is what is after they are taken over.
  std::vector<Conflict> conflicts = {};
  bool may_take = false;                      ///< whether the options allow to take all of them over
  std::string note = {};                      ///< why the difference may not be the whole truth; mostly empty
  std::optional<kube::Failure> failure = {};  ///< why the difference is not known
};

/// Whether the plan makes what an object needs to exist: its namespace, its kind.
enum class Home { kThere, kPlanned };

/// The object as it would be sent, with the namespace it would go to.
Json AsWritten(const Item& item, const std::string& name_space, const DiffOptions& options);

/// Asks for the live object and for a dry run of server-side apply. Where fields of others stand in the way
/// the dry run is forced, and where client-side `kubectl apply` owns fields that have left the manifest the
/// server is asked, again without writing, what the object is like without them: an apply would remove them.
class ObjectDiff {
 public:
  /// `home`: whether the object's namespace is one that the plan creates. `listed`: the live object when it
  /// has been read already (null: there was none). The dry run tells whether that still holds.
  ObjectDiff(Target target, const DiffOptions& options, Home home, std::optional<Json> listed);

  /// The request whose answer is wanted next. Only while not finished.
  kube::Request Next() const;
  /// The answer to it. `status` is that of a success.
  void Take(kube::Answer<Json> answer, int status);
  bool finished() const { return finished_; }
  /// Only when finished.
  Change TakeChange() { return std::move(change_); }

 private:
  enum class Step {
    kLook,     ///< get the live object
    kTry,      ///< dry run of an apply that overwrites nobody
    kForce,    ///< the same, taking fields over
    kReplace,  ///< dry run of a replacement by what is left without dropped fields
  };

  kube::ApplyOptions ApplyOptionsFor(kube::Force force) const;
  void TakeLive(kube::Answer<Json> live);
  void TakeTried(kube::Answer<Json> tried, int status);
  void TakeReplaced(kube::Answer<Json> replaced);
  /// Whether the object has changed since its list was read.
  bool IsOutdated(const Json& tried, int status) const;
  void Again(kube::Failure why);
  void Finish(Json after);
  void Fail(kube::Failure failure);
  void NameOwners();

  Target target_;
  const DiffOptions& options_;
  Home home_;
  Step step_ = Step::kLook;
  bool finished_ = false;
  int rounds_ = 0;
  bool listed_ = false;  // live_ comes from a list
  Json live_ = {};
  Json tried_ = {};
  Json left_ = {};  // tried_ without dropped fields
  Change change_;
};

}  // namespace meshctl::apply
