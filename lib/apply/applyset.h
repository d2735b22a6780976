// SPDX-License-Identifier: Apache-2.0
// The ApplySet specification (Kubernetes enhancement 3659): a parent object that knows which objects belong
// together, so that those which leave the manifests can leave the cluster.
#pragma once

#include <compare>
#include <set>
#include <string>
#include <string_view>

#include "base/error.h"
#include "kube/client.h"
#include "yaml/json.h"

namespace meshctl::apply {

/// The label of members; its value is the id of the set.
inline constexpr const char* kPartOfLabel = "applyset.kubernetes.io/part-of";

/// The object as a member of the set with this id; of an empty id as it is.
Json AsMember(Json object, const std::string& id);

struct GroupKind {
  std::string group;  ///< empty for the core group
  std::string kind;

  auto operator<=>(const GroupKind&) const = default;
};

/// What a set holds, as its parent tells it.
struct Contents {
  std::set<GroupKind> kinds;
  std::set<std::string> namespaces;  ///< also that of the parent
  /// Members that were in the cluster before they joined, as `Kind.group/namespace/name`. They are never
  /// deleted: who leaves the set is let go. (meshctl's own; the specification has no word for it.)
  std::set<std::string> adopted;

  friend bool operator==(const Contents&, const Contents&) = default;
};

/// The name of a member in Contents::adopted.
std::string MemberKey(const GroupKind& kind, const std::string& name_space, const std::string& name);

/// A set and its parent.
struct ApplySet {
  kube::ResourceType parent;
  std::string name_space;  ///< of the parent; empty for kinds without one
  std::string name;
  Contents contents;

  /// `applyset-<base64url(sha256("<name>.<namespace>.<kind>.<group>"))>-v1`
  std::string id() const;
  /// `secret/shop`: for messages.
  std::string label() const;
  /// The parent as it is applied when the set holds `contents`.
  Json ParentWith(const Contents& contents) const;
};

/// The set that `--applyset` names: `NAME` (a Secret), `configmap/NAME`, `KIND.GROUP/NAME`. What is in the
/// cluster of it is read. Fails (kind usage) when the word names nothing that can be a parent, and (kind
/// input) when the object is not a parent of this set or belongs to another tool, as the specification asks.
Result<ApplySet> FindApplySet(const std::string& word, kube::Client& client, const std::string& name_space);

/// Writes the parent.
Result<void> WriteParent(const ApplySet& set, const Contents& contents, kube::Client& client,
                         kube::DryRun dry_run);

}  // namespace meshctl::apply
