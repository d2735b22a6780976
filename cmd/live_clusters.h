// SPDX-License-Identifier: Apache-2.0
// The clusters of a mesh as they are: which ones, and what is in them.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cli/env.h"
#include "cmd/cluster_objects.h"
#include "kube/connection.h"

namespace meshctl::cmd {

/// Which clusters, and what of them.
struct LiveClusterFlags {
  kube::Connection connection;  ///< the first cluster
  std::string istio_namespace = "istio-system";
  std::string revision = "default";
  /// Further clusters by context. None: those of Secrets labelled `istio/multiCluster=true`, as istiod finds
  /// them; one empty name: no further ones.
  std::vector<std::string> remote_contexts;
  /// What is read besides the kinds of rules.
  std::vector<analyze::Kind> more_kinds;
};

struct LiveCluster {
  std::string name;  ///< the context; of a Secret the key, which is what Istio calls the cluster
  ClusterObjects objects;
};

struct LiveClusters {
  std::vector<LiveCluster> all;  ///< never empty
  kube::Scope scope;             ///< of the first: -n or the context's namespace
};

/// Reads all of them. Fails when one cannot be reached: half a mesh would have faults that the whole has not.
Result<LiveClusters> ReadLiveClusters(const LiveClusterFlags& flags, cli::Env& env);

}  // namespace meshctl::cmd
