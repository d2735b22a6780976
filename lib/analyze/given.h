// SPDX-License-Identifier: Apache-2.0
// What the input can be trusted to show in full: the line between "does not exist" and "cannot know here".
#pragma once

#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/rule.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// What the objects in a mesh say about those that are not in it.
enum class Coverage {
  /// Some manifests. Kinds that live in a cluster (Service, Namespace, Node, Pod, Secret) and of which not
  /// one
  /// was given are unknown; a rule that reads them is skipped. Istio's own kinds are complete: a folder
  /// without
  /// a Gateway has no Gateway, as for istioctl.
  kFiles,
  /// Everything there is: a kind without objects has none.
  kCluster,
};

/// What was given. What meshctl made up itself does not count; a template of Pods counts as Pods.
class Given {
 public:
  /// Nothing is known of `hidden` kinds, whatever the coverage.
  Given(const mesh::Mesh& mesh, Coverage coverage, std::span<const Kind> hidden = {});

  /// Whether everything of this kind in this namespace was given; an empty namespace asks for the kind at
  /// all. Cluster-scoped kinds have the empty namespace.
  bool Knows(const Kind& kind, std::string_view ns) const;

  /// The kinds that the rule needs and of which nothing was given, or not everything could be seen.
  std::vector<Kind> MissingFor(const Rule& rule) const;

  Coverage coverage() const { return coverage_; }

 private:
  Coverage coverage_;
  std::span<const Kind> hidden_;
  std::set<std::pair<std::string_view, std::string_view>> seen_;  // kind and namespace, kind and nothing
};

}  // namespace meshctl::analyze
