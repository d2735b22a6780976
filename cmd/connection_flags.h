// SPDX-License-Identifier: Apache-2.0
// The flags of every command that talks to a cluster.
#pragma once

#include <memory>
#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "cli/env.h"
#include "kube/cluster.h"
#include "kube/connection.h"

namespace meshctl::cmd {

/// All of kubectl's flags that say which cluster, as whom and how (--kubeconfig, --context, --namespace,
/// --server,
/// --token, --as, -v, ...), bound to `connection`.
std::vector<cli::Flag> ConnectionFlags(kube::Connection& connection);

/// The parts of `env` that decide which cluster is meant; warnings and the log of -v go to its error stream.
/// Refers to `env`, which must outlive it and what is found with it.
kube::Surroundings SurroundingsOf(const cli::Env& env);

/// A cluster and where objects go in it.
struct ConnectedCluster {
  std::unique_ptr<kube::Cluster> cluster;
  kube::Scope scope;
};

/// Finds the cluster that `connection` names. No request is made yet.
Result<ConnectedCluster> Connect(const cli::Env& env, const kube::Connection& connection);

}  // namespace meshctl::cmd
