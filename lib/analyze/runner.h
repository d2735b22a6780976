// SPDX-License-Identifier: Apache-2.0
// Runs rules over a mesh and keeps what the user wants to hear.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/given.h"
#include "analyze/rule.h"
#include "analyze/suppression.h"
#include "diag/report.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// Upstream never looks into these, whatever they hold.
inline constexpr std::array<std::string_view, 4> kSystemNamespaces = {
    "kube-system", "kube-public", "kube-node-lease", "local-path-storage"};

/// Which objects a filter by namespace is about.
enum class Filtered {
  kAll,
  kLive,  ///< those of a cluster; whoever names a file wants to hear about all of it
};

struct Options {
  Coverage coverage = Coverage::kFiles;
  std::vector<Suppression> suppressions;
  /// When not empty, findings about objects of other namespaces are dropped; cluster-scoped objects stay, and
  /// a Namespace counts as being in itself.
  std::string only_namespace;
  Filtered filtered = Filtered::kAll;
  /// When not empty, the rules of kValidationAnalyzer say nothing about objects of other kinds.
  std::vector<std::string> only_kinds;
  /// What rules about dates compare with.
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
};

/// Whether findings about an object are wanted: it is not made up, not in one of Kubernetes' own namespaces,
/// and passes the filter by namespace.
bool IsInScope(const model::Object& object, const Options& options);

/// A rule that was not run, because it would have had to guess.
struct Skipped {
  const Rule* rule = nullptr;
  std::vector<Kind> missing;  ///< what it needs and was not given; nothing: a second cluster
  std::string cluster;        ///< where it was not run, when there are several
};

struct Outcome {
  diag::Report report;           ///< sorted, without duplicates
  diag::Report unknown;          ///< what would be wrong unless there is more than was given; as `report`
  std::vector<const Rule*> ran;  ///< in one cluster at least
  std::vector<Skipped> skipped;
  std::size_t suppressed = 0;  ///< findings silenced by `-S` or the annotation
};

/// Runs the rules in turn. Two findings that Istio would print as the same line (code, object, place and
/// text) are one; objects of Kubernetes' own namespaces (`kube-system`, ...) are never reported.
Outcome RunRules(const mesh::Mesh& mesh, std::span<const Rule* const> rules, const Options& options);

/// The same for the clusters of one mesh: rules look at each of them in turn, or compare them. Findings name
/// their cluster unless there is only one.
Outcome RunRules(std::span<const Cluster> clusters, std::span<const Rule* const> rules,
                 const Options& options);

}  // namespace meshctl::analyze
