// SPDX-License-Identifier: Apache-2.0
// What of an applyset is in the cluster.
#pragma once

#include <set>
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

/// Where an item of a plan is, or will be.
struct Placed {
  const Item* item = nullptr;
  GroupKind kind;
  std::string name_space;  ///< empty for kinds without one

  std::string key() const { return MemberKey(kind, name_space, item->name()); }
};

/// The place of every item: whether its kind has namespaces is what the server says, of kinds to come what
/// their definition in the plan says.
std::vector<Placed> PlacesOf(const Plan& plan, kube::Client& client, const kube::Scope& scope);

/// The kinds and namespaces of what is in a plan; nothing is adopted.
Contents ContentsOf(const std::vector<Placed>& places);

/// The keys of what the cluster has already and what is no member yet.
Result<std::set<std::string>> FindAdopted(const std::vector<Placed>& places,
                                          const std::vector<Member>& members, kube::Client& client);

}  // namespace meshctl::apply
