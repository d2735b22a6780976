// SPDX-License-Identifier: Apache-2.0
// What of an applyset is in the cluster.
#pragma once

#include <string>
#include <vector>

#include "apply/applyset.h"
#include "apply/plan.h"
#include "base/error.h"
#include "kube/client.h"
#include "kube/connection.h"

namespace meshctl::apply {

/// An object that has the label of a set.
struct Member {
  kube::ResourceType type;
  std::string name_space;  ///< empty for kinds without one
  std::string name;
  std::string uid;
  /// Whether server-side apply by our field manager wrote the label. Controllers copy labels to what they
  /// make (a Gateway's to its Deployment), and that is theirs to delete.
  bool labelled_by_us = false;

  std::string key() const { return MemberKey({type.group, type.kind}, name_space, name); }
  /// `deployment.apps/web`
  std::string label() const;
};

/// Lists the members of `set` in the kinds and namespaces of `where`. Fails also when a kind must not be
/// listed: to forget it would be to lose objects.
Result<std::vector<Member>> ListMembers(const ApplySet& set, const Contents& where, kube::Client& client,
                                        const std::string& field_manager);

/// The kinds and namespaces of what is in a plan; nothing is adopted.
Contents ContentsOf(const Plan& plan, const kube::Scope& scope);

/// The key of an item as a member.
std::string MemberKeyOf(const Item& item, const kube::Scope& scope);

/// The keys of those items that the cluster has already and that are no members yet.
Result<std::set<std::string>> FindAdopted(const Plan& plan, const std::vector<Member>& members,
                                          kube::Client& client, const kube::Scope& scope);

}  // namespace meshctl::apply
