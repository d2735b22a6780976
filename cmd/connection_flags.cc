// SPDX-License-Identifier: Apache-2.0
// Flags to a kube::Connection, and from there to a cluster. The rules are in kube/connection.cc.
#include "cmd/connection_flags.h"

#include <ostream>

#include "cmd/server_names.h"
#include "kube/http_cluster.h"

namespace meshctl::cmd {

namespace {

/// Which cluster.
std::vector<cli::Flag> PlaceFlags(kube::Connection& connection) {
  return {
      {.name = "kubeconfig",
       .value_name = "FILE",
       .summary = "Read this kubeconfig instead of those named by KUBECONFIG or ~/.kube/config",
       .target = &connection.kubeconfig,
       .completes = cli::Completes::kFile},
      {.name = "context",
       .value_name = "NAME",
       .summary = "Use this context instead of the current one",
       .target = &connection.context,
       .candidates = KubeconfigCandidates(KubeconfigEntry::kContext, connection)},
      {.name = "cluster",
       .value_name = "NAME",
       .summary = "Use this cluster of the kubeconfig instead of the context's",
       .target = &connection.cluster,
       .candidates = KubeconfigCandidates(KubeconfigEntry::kCluster, connection)},
      {.name = "namespace",
       .letter = 'n',
       .value_name = "NAME",
       .summary = "Put objects that name no namespace into this one",
       .target = &connection.name_space,
       .candidates = NamespaceCandidates(connection)},
      {.name = "server",
       .letter = 's',
       .value_name = "URL",
       .summary = "Talk to this API server (https://host:port, http:, unix:///path)",
       .target = &connection.server},
      {.name = "certificate-authority",
       .value_name = "FILE",
       .summary = "Trust servers that this authority has signed (PEM)",
       .target = &connection.certificate_authority,
       .completes = cli::Completes::kFile},
      {.name = "insecure-skip-tls-verify",
       .summary = "Do not check the server's certificate: whoever answers is believed",
       .target = &connection.insecure},
      {.name = "tls-server-name",
       .value_name = "HOST",
       .summary = "Expect this name in the server's certificate",
       .target = &connection.tls_server_name},
      {.name = "proxy-url",
       .value_name = "URL",
       .summary = "Go through this proxy (http, https, socks5) instead of what HTTPS_PROXY names",
       .target = &connection.proxy_url},
      {.name = "disable-compression",
       .summary = "Ask for answers that are not compressed",
       .target = &connection.disable_compression},
      {.name = "request-timeout",
       .value_name = "DURATION",
       .summary = "Give up on a request after this long (30s, 2m; 0: never)",
       .target = &connection.request_timeout},
  };
}

/// As whom.
std::vector<cli::Flag> LoginFlags(kube::Connection& connection) {
  return {
      {.name = "user",
       .value_name = "NAME",
       .summary = "Use this user of the kubeconfig instead of the context's",
       .target = &connection.user,
       .candidates = KubeconfigCandidates(KubeconfigEntry::kUser, connection)},
      {.name = "token",
       .value_name = "TOKEN",
       .summary = "Log in with this bearer token",
       .target = &connection.token},
      {.name = "client-certificate",
       .value_name = "FILE",
       .summary = "Log in with this certificate (PEM)",
       .target = &connection.client_certificate,
       .completes = cli::Completes::kFile},
      {.name = "client-key",
       .value_name = "FILE",
       .summary = "The key of --client-certificate (PEM)",
       .target = &connection.client_key,
       .completes = cli::Completes::kFile},
      {.name = "username",
       .value_name = "NAME",
       .summary = "Log in with this name and --password",
       .target = &connection.username},
      {.name = "password",
       .value_name = "PASSWORD",
       .summary = "The password of --username",
       .target = &connection.password},
      {.name = "as",
       .value_name = "USER",
       .summary = "Act as this user (impersonation)",
       .target = &connection.as},
      {.name = "as-group",
       .value_name = "GROUP",
       .summary = "Act as a member of this group, can be repeated",
       .target = &connection.as_groups},
      {.name = "as-uid",
       .value_name = "UID",
       .summary = "Act as the user with this UID",
       .target = &connection.as_uid},
  };
}

}  // namespace

std::vector<cli::Flag> ConnectionFlags(kube::Connection& connection) {
  std::vector<cli::Flag> flags = PlaceFlags(connection);
  for (cli::Flag& flag : LoginFlags(connection)) flags.push_back(std::move(flag));
  flags.push_back(
      {.name = "v",
       .letter = 'v',
       .value_name = "LEVEL",
       .summary = "Show requests (6), their headers (7) and bodies (8, whole: 9); secrets are masked",
       .target = &connection.verbosity});
  return flags;
}

kube::Surroundings SurroundingsOf(const cli::Env& env) {
  std::ostream* const err = env.err.stream;
  return {.fs = *env.fs,
          .variable = env.variable,
          .run_program = env.run_plugin,
          .terminal = env.in_terminal,
          .clock = {},
          .warn = [err](const std::string& text) { *err << "warning: " << text << '\n'; },
          .log = [err](std::string_view line) { *err << line << std::flush; }};
}

Result<ConnectedCluster> Connect(const cli::Env& env, const kube::Connection& connection) {
  auto endpoint = kube::FindCluster(connection, SurroundingsOf(env));
  if (!endpoint) return std::unexpected(std::move(endpoint).error());
  auto cluster = kube::MakeHttpCluster(*endpoint);
  if (!cluster) return std::unexpected(std::move(cluster).error());
  return ConnectedCluster{.cluster = *std::move(cluster), .scope = std::move(endpoint->scope)};
}

}  // namespace meshctl::cmd
