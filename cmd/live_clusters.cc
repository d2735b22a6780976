// SPDX-License-Identifier: Apache-2.0
// One cluster after the other, each with as many requests at a time as a server likes.
#include "cmd/live_clusters.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/base64.h"
#include "cmd/connection_flags.h"
#include "kube/client.h"
#include "kube/http_cluster.h"

namespace meshctl::cmd {
namespace {

/// The label by which istiod finds the Secrets that let it into other clusters.
constexpr const char* kRemoteSecrets = "istio/multiCluster=true";

/// A cluster before it is read.
struct Target {
  std::string name;
  kube::Endpoint endpoint;
};

Result<Target> TargetOf(const kube::Connection& connection, const cli::Env& env) {
  auto endpoint = kube::FindCluster(connection, SurroundingsOf(env));
  if (!endpoint) return std::unexpected(std::move(endpoint).error());
  std::string name = endpoint->context.empty() ? "default" : endpoint->context;
  return Target{.name = std::move(name), .endpoint = *std::move(endpoint)};
}

/// The flags for another context: those that say where the first cluster is and what lets a user in there do
/// not count.
kube::Connection ForContext(const kube::Connection& first, const std::string& context) {
  return {.kubeconfig = first.kubeconfig,
          .context = context,
          .name_space = first.name_space,
          .request_timeout = first.request_timeout,
          .proxy_url = first.proxy_url,
          .disable_compression = first.disable_compression,
          .as = first.as,
          .as_uid = first.as_uid,
          .as_groups = first.as_groups,
          .verbosity = first.verbosity};
}

Result<std::vector<Target>> TargetsOfContexts(const LiveClusterFlags& flags, const Target& first,
                                              const cli::Env& env) {
  std::vector<Target> targets;
  for (const std::string& context : flags.remote_contexts) {
    if (context.empty()) continue;
    const kube::Connection connection = ForContext(flags.connection, context);
    auto target = TargetOf(connection, env);
    if (!target) return std::unexpected(std::move(target).error());
    const bool known = target->name == first.name ||
                       std::ranges::find(targets, target->name, &Target::name) != targets.end();
    if (known) {
      return std::unexpected(
          UsageError(fmt::format("context `{}` is given twice", context))
              .Hint("`--context` names the first cluster, `--remote-contexts` the others"));
    }
    targets.push_back(*std::move(target));
  }
  return targets;
}

/// The clusters in one Secret: a kubeconfig under the name of each.
Result<void> AddTargets(const Json& secret, const LiveClusterFlags& flags, const kube::Surroundings& around,
                        const Target& first, std::vector<Target>& targets) {
  const auto data = secret.find("data");
  if (data == secret.end() || !data->is_object()) return {};
  const Json::json_pointer name("/metadata/name");
  for (const auto& [cluster, value] : data->items()) {
    const std::string what = fmt::format("Secret {}/{}, key `{}`", flags.istio_namespace,
                                         secret.value(name, std::string()), cluster);
    const auto kubeconfig =
        value.is_string() ? DecodeBase64(value.get_ref<const std::string&>()) : std::nullopt;
    if (!kubeconfig) return std::unexpected(InputError(fmt::format("{} is not valid base64", what)));
    auto endpoint = kube::FindClusterIn(what, *kubeconfig, flags.connection.request_timeout, around.variable);
    if (!endpoint) return std::unexpected(std::move(endpoint).error());
    endpoint->log = first.endpoint.log;
    targets.push_back({.name = cluster, .endpoint = *std::move(endpoint)});
  }
  return {};
}

/// The clusters that istiod reads too. A user who must not see Secrets analyses the first cluster only; that
/// they are hidden is said anyway.
Result<std::vector<Target>> TargetsOfSecrets(kube::Cluster& cluster, const LiveClusterFlags& flags,
                                             const kube::Surroundings& around, const Target& first) {
  kube::Client client(cluster);
  std::vector<Target> targets;
  auto type = client.Resolve("v1", "Secret");
  if (!type) return std::unexpected(std::move(type).error().error);
  auto secrets = client.List(*type, {.name_space = flags.istio_namespace, .label_selector = kRemoteSecrets});
  if (!secrets && secrets.error().status == 403) return targets;
  if (!secrets) return std::unexpected(std::move(secrets).error().error.In("cannot list secrets"));
  for (const Json& secret : *secrets) {
    if (auto added = AddTargets(secret, flags, around, first, targets); !added) {
      return std::unexpected(std::move(added).error().Hint(
          "`--remote-contexts` names the other clusters instead; empty: there are none"));
    }
  }
  return targets;
}

std::vector<analyze::Kind> KindsOf(const LiveClusterFlags& flags) {
  std::vector<analyze::Kind> kinds = KindsOfRules();
  for (const analyze::Kind& more : flags.more_kinds) {
    if (std::ranges::find(kinds, more) == kinds.end()) kinds.push_back(more);
  }
  return kinds;
}

Result<LiveCluster> ReadCluster(const Target& target, kube::Cluster& cluster,
                                const std::vector<analyze::Kind>& kinds, const ClusterReading& reading,
                                cli::Env& env) {
  auto objects = ReadClusterObjects(cluster, kinds, reading, env);
  if (!objects) {
    return std::unexpected(
        std::move(objects).error().In(fmt::format("cannot read cluster `{}`", target.name)));
  }
  return LiveCluster{.name = target.name, .objects = *std::move(objects)};
}

}  // namespace

Result<LiveClusters> ReadLiveClusters(const LiveClusterFlags& flags, cli::Env& env) {
  auto first = TargetOf(flags.connection, env);
  if (!first) return std::unexpected(std::move(first).error());
  auto cluster = kube::MakeHttpCluster(first->endpoint);
  if (!cluster) return std::unexpected(std::move(cluster).error());
  auto others = TargetsOfContexts(flags, *first, env);
  if (others && flags.remote_contexts.empty())
    others = TargetsOfSecrets(**cluster, flags, SurroundingsOf(env), *first);
  if (!others) return std::unexpected(std::move(others).error());

  ClusterReading reading{.istio_namespace = flags.istio_namespace,
                         .revision = flags.revision,
                         .cluster = others->empty() ? "cluster" : first->name};
  LiveClusters clusters{.all = {}, .scope = first->endpoint.scope};
  const std::vector<analyze::Kind> kinds = KindsOf(flags);
  auto read = ReadCluster(*first, **cluster, kinds, reading, env);
  if (!read) return std::unexpected(std::move(read).error());
  clusters.all.push_back(*std::move(read));
  for (const Target& other : *others) {
    auto remote = kube::MakeHttpCluster(other.endpoint);
    if (!remote) return std::unexpected(std::move(remote).error());
    reading.cluster = other.name;
    auto objects = ReadCluster(other, **remote, kinds, reading, env);
    if (!objects) return std::unexpected(std::move(objects).error());
    clusters.all.push_back(*std::move(objects));
  }
  return clusters;
}

}  // namespace meshctl::cmd
