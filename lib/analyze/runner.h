// SPDX-License-Identifier: Apache-2.0
// Runs rules over a mesh and keeps what the user wants to hear.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analyze/rule.h"
#include "analyze/suppression.h"
#include "diag/report.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// What the objects in a mesh say about those that are not in it.
enum class Coverage {
  /// Some manifests. Kinds that live in a cluster (Service, Namespace, Node, Pod, Secret) and of which not
  /// one was
  /// given are unknown; a rule that reads them is skipped. Istio's own kinds are complete: a folder without a
  /// Gateway
  /// has no Gateway, as for istioctl.
  kFiles,
  /// Everything there is: a kind without objects has none.
  kCluster,
};

struct Options {
  Coverage coverage = Coverage::kFiles;
  std::vector<Suppression> suppressions;
  /// When not empty, findings about objects of other namespaces are dropped; cluster-scoped objects stay, and
  /// a Namespace counts as being in itself.
  std::string only_namespace;
};

/// A rule that was not run, because it would have had to guess.
struct Skipped {
  const Rule* rule = nullptr;
  std::vector<Kind> missing;  ///< what it needs and was not given
};

struct Outcome {
  diag::Report report;  ///< sorted, without duplicates
  std::vector<const Rule*> ran;
  std::vector<Skipped> skipped;
  std::size_t suppressed = 0;  ///< findings silenced by `-S` or the annotation
};

/// Runs the rules in turn. Two findings that Istio would print as the same line (code, object, place and
/// text) are one; objects of Kubernetes' own namespaces (`kube-system`, ...) are never reported.
Outcome RunRules(const mesh::Mesh& mesh, std::span<const Rule* const> rules, const Options& options);

}  // namespace meshctl::analyze
