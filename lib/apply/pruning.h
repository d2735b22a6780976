// SPDX-License-Identifier: Apache-2.0
// `apply --prune`: what left the manifests leaves the cluster.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apply/apply.h"
#include "apply/applyset.h"
#include "apply/members.h"
#include "apply/plan.h"
#include "base/error.h"
#include "kube/client.h"
#include "kube/connection.h"
#include "kube/failure.h"

namespace meshctl::apply {

/// What became of a member that is not in the plan.
struct Pruned {
  enum class Fate {
    kDeleted,   ///< or, of a dry run, would be
    kReleased,  ///< it was there before it joined, so it only lost the label
    kKept,      ///< it has the label by somebody else's hand
  };
  Member member;
  Fate fate = Fate::kDeleted;
  std::optional<kube::Failure> failure = {};  ///< why that did not work
};

/// An apply that prunes, as the specification orders it: Begin, then Apply with `id()` as Options::part_of,
/// then Finish. An end at any point leaves a parent that names at least all there is, so a later run finds
/// it.
class Pruning {
 public:
  /// Reads the set, notes what the plan adopts, and makes the parent name what is there and what will be.
  static Result<Pruning> Begin(const std::string& word, const Plan& plan, kube::Client& client,
                               const kube::Scope& scope, const Options& options);

  std::string id() const { return set_.id(); }
  /// Remembers what was applied: an object that the server has just taken is never deleted, whatever it is
  /// called.
  void Take(const Outcome& outcome);
  /// The members that are not in the plan, with what is to become of them. Right after Begin: a preview.
  std::vector<Pruned> Leaving() const;
  /// Deletes or releases them and makes the parent name the rest. Only when the whole plan was applied.
  /// Calls `done` for each.
  Result<void> Finish(kube::Client& client, const std::function<void(const Pruned&)>& done);

 private:
  Pruning(ApplySet set, const Plan& plan, std::vector<Placed> places, const kube::Scope& scope,
          const Options& options);
  Result<void> WriteFirstParent(kube::Client& client);

  ApplySet set_;
  const Plan* plan_;
  kube::Scope scope_;
  const Options* options_;
  std::vector<Member> members_;
  std::vector<Placed> places_;
  std::set<std::string> wanted_;   // keys of the plan's items
  std::set<std::string> applied_;  // their uids
};

/// What an apply that prunes would do to members that are not in the plan.
struct PruningPreview {
  std::string id;  ///< of the applyset
  std::vector<Pruned> leaving;
};

/// Begins an apply of `plan` as a dry run, to see what would leave.
Result<PruningPreview> PreviewPruning(const std::string& word, const Plan& plan, kube::Client& client,
                                      const kube::Scope& scope, const std::string& field_manager);

}  // namespace meshctl::apply
