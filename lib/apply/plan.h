// SPDX-License-Identifier: Apache-2.0
// What is to be applied, in the order in which a cluster can take it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "kube/connection.h"
#include "model/manifests.h"
#include "source/source_file.h"
#include "yaml/json.h"
#include "yaml/node.h"

namespace meshctl::apply {

/// One object as the user wrote it. A view: the texts it came from must outlive it.
struct Item {
  yaml::Node root;
  source::Span place;  ///< where it was written

  /// What is sent; made anew by each call, so that a plan of many objects stays small.
  Json object() const { return yaml::ToJson(root); }

  std::string api_version() const { return std::string(root.Get("apiVersion").string()); }
  std::string kind() const { return std::string(root.Get("kind").string()); }
  std::string name() const { return std::string(root.Get("metadata").Get("name").string()); }
  /// `metadata.namespace` as written; empty when there is none.
  std::string name_space() const { return std::string(root.Get("metadata").Get("namespace").string()); }
  /// `deployment.apps/web`, `service/web`: how kubectl names it in its result lines.
  std::string label() const;
};

struct Plan {
  std::vector<Item> items;

  /// Whether an object of the plan is the Namespace `name`.
  bool Creates(const std::string& name) const;
  /// The CustomResourceDefinition of the plan that defines this kind, or null.
  const Item* DefinitionOf(const std::string& api_version, const std::string& kind) const;
  bool Defines(const std::string& api_version, const std::string& kind) const {
    return DefinitionOf(api_version, kind) != nullptr;
  }
};

/// The class of a kind: objects of a lower class are applied first, because those of a higher one need them
/// (a namespace before what is in it, a definition before its objects, a ServiceAccount before its Pods).
int OrderClass(std::string_view api_version, std::string_view kind);

/// Puts the items in order of class; within a class the order of the input stays.
Plan MakePlan(std::vector<Item> items);
/// The plan for every object of `manifests`, in the user's words: nothing is added, defaulted or left out.
/// `manifests` must outlive the plan's places.
Plan MakePlan(const model::Manifests& manifests);

/// Whether objects of a kind are in namespaces.
enum class Reach { kNamespace, kCluster };

/// What the built-in tables say about the item's kind; an unknown kind counts as in a namespace when the
/// object names one.
Reach KnownReach(const Item& item);

/// The namespace an object goes to: its own, else the scope's; empty for kinds without one. Two different
/// answers (-n and the object's) are an Error of kind usage.
Result<std::string> NamespaceOf(const Item& item, Reach reach, const kube::Scope& scope);

/// The first object of the plan that cannot go where -n says, as an Error of kind usage: found before
/// anything is sent.
Result<void> CheckNamespaces(const Plan& plan, const kube::Scope& scope);

}  // namespace meshctl::apply
