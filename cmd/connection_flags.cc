// SPDX-License-Identifier: Apache-2.0
// Flags to a kube::Connection, and from there to a cluster. The rules are in kube/connection.cc.
#include "cmd/connection_flags.h"

#include "kube/http_cluster.h"

namespace meshctl::cmd {

std::vector<cli::Flag> ConnectionFlags(kube::Connection& connection) {
  return {
      {.name = "kubeconfig",
       .value_name = "FILE",
       .summary = "Read this kubeconfig instead of those named by KUBECONFIG or ~/.kube/config",
       .target = &connection.kubeconfig,
       .completes = cli::Completes::kFile},
      {.name = "context",
       .value_name = "NAME",
       .summary = "Use this context instead of the current one",
       .target = &connection.context},
      {.name = "namespace",
       .letter = 'n',
       .value_name = "NAME",
       .summary = "Put objects that name no namespace into this one",
       .target = &connection.name_space},
      {.name = "request-timeout",
       .value_name = "DURATION",
       .summary = "Give up on a request after this long (30s, 2m; 0: never)",
       .target = &connection.request_timeout},
  };
}

kube::Surroundings SurroundingsOf(const cli::Env& env) { return {.fs = *env.fs, .variable = env.variable}; }

Result<ConnectedCluster> Connect(const cli::Env& env, const kube::Connection& connection) {
  auto endpoint = kube::FindCluster(connection, SurroundingsOf(env));
  if (!endpoint) return std::unexpected(std::move(endpoint).error());
  auto cluster = kube::MakeHttpCluster(*endpoint);
  if (!cluster) return std::unexpected(std::move(cluster).error());
  return ConnectedCluster{.cluster = *std::move(cluster), .scope = std::move(endpoint->scope)};
}

}  // namespace meshctl::cmd
