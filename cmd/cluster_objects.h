// SPDX-License-Identifier: Apache-2.0
// Everything in a cluster that some rule looks at.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "analyze/rule.h"
#include "base/error.h"
#include "cli/env.h"
#include "kube/cluster.h"
#include "source/source_file.h"

namespace meshctl::cmd {

struct ClusterReading {
  std::string istio_namespace = "istio-system";
  /// Configuration that is labelled with another revision is left out, as istiod of this one does. (istioctl
  /// leaves webhooks and Deployments of other revisions out too, and then misses them.)
  std::string revision = "default";
  /// What texts are named after: `cluster` for `cluster:Pod/shop/web-1`.
  std::string cluster = "cluster";
};

/// The objects of one kind.
struct ObjectsOfKind {
  analyze::Kind kind;
  std::vector<std::unique_ptr<source::SourceFile>> files;  ///< one an object, in the server's order
};

struct ClusterObjects {
  std::vector<ObjectsOfKind> kinds;
  std::vector<analyze::Kind> not_served;  ///< kinds that the cluster does not have
  std::vector<analyze::Kind> forbidden;   ///< kinds that the user must not list
  std::size_t other_revisions = 0;        ///< objects left out because they are another revision's
};

/// The kinds that rules read. Mesh settings are the ConfigMap they are in.
std::vector<analyze::Kind> KindsOfRules();

/// Reads all objects of these kinds but for Kubernetes' own namespaces, ConfigMaps that are not the control
/// plane's, Helm's releases and service account tokens. A cluster in which some kinds cannot be had is no
/// failure.
Result<ClusterObjects> ReadClusterObjects(kube::Cluster& cluster, const std::vector<analyze::Kind>& kinds,
                                          const ClusterReading& reading, cli::Env& env);

}  // namespace meshctl::cmd
