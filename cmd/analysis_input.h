// SPDX-License-Identifier: Apache-2.0
// What `analyze` looks at: from flags to meshes. Files alone, a cluster alone, or files over a cluster.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "analyze/rule.h"
#include "analyze/runner.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "cmd/live_clusters.h"
#include "cmd/manifest_input.h"
#include "diag/report.h"
#include "mesh/mesh.h"
#include "source/inputs.h"
#include "yaml/node.h"

namespace meshctl::cmd {

/// What was typed.
struct AnalysisFlags {
  ManifestInput manifests;
  LiveClusterFlags live;  ///< -n is part of it
  std::string use_kube;   ///< `true`, `false`, or empty: not said
  bool all_namespaces = false;
  std::string mesh_config;    ///< a file
  std::string mesh_networks;  ///< a file
  /// Whether what istiod makes of the Gateway API and of Ingresses is part of the mesh: for who asks where
  /// requests go. Rules look at what is written.
  bool derives = false;
  /// Gives the manifests' texts where they were read before; unset: they are read from where `manifests`
  /// says.
  std::function<source::Inputs()> texts = {};
  /// Which objects, of texts and of clusters, are part of the mesh; unset: all.
  std::function<bool(const yaml::Node& root)> selects = {};
  /// Findings of all namespaces count; -n is only what is given to objects that name none.
  bool reports_everywhere = false;

  /// Whether a cluster was asked for, by `--use-kube` or by naming one.
  bool names_cluster() const;
  /// Whether objects come from a cluster: it was asked for, or there are no files. `--use-kube=false` always
  /// means files.
  bool is_live() const;
};

/// The flags of ManifestInput, --namespace, --all-namespaces and those of MeshSourceFlags, bound to `flags`.
std::vector<cli::Flag> AnalysisInputFlags(AnalysisFlags& flags);

/// The flags that choose clusters, --revision, --istioNamespace, --meshConfigFile and --mesh-networks, bound
/// to `flags`: what a mesh is made of besides files.
std::vector<cli::Flag> MeshSourceFlags(AnalysisFlags& flags);

/// One cluster, or the files alone, ready for rules.
struct AnalysisMesh {
  std::string cluster;  ///< what Istio calls it; empty for files alone
  mesh::Mesh mesh;
  std::vector<analyze::Kind> hidden = {};  ///< kinds that the user must not list there
};

/// What was read.
struct AnalysisInput {
  std::vector<AnalysisMesh> meshes;  ///< never empty; files are part of the first
  /// Faults of the texts: of manifests and of mesh settings. Finished.
  diag::Report faults;
  /// Something that was named could not be read at all.
  bool missing = false;
  /// Some text could not be understood; `faults` says which.
  bool malformed = false;
  /// Coverage and namespaces that follow from the input; the rest is the caller's.
  analyze::Options options;
  /// Objects that findings can be about: in the namespaces that are looked at, none made up.
  std::size_t objects = 0;
  /// What the answer rests on: `3 objects in 1 file offline`, `120 objects of cluster `shop``.
  std::string extent;
  /// What was asked for: the paths, or `namespace `web` of cluster `shop``.
  std::string subject;
  /// One line each, for people: kinds that a cluster does not serve or does not show.
  std::vector<std::string> notes;
};

/// The meshes as rules take them; good for as long as `input`.
std::vector<analyze::Cluster> ClustersOf(const AnalysisInput& input);

/// Reads everything. Fails (kind usage, input or cluster) when nothing was named, a cluster cannot be reached
/// or has no such namespace, or the time is up; what is wrong with single files goes into the answer.
Result<AnalysisInput> ReadAnalysisInput(const AnalysisFlags& flags, cli::Env& env);

}  // namespace meshctl::cmd
