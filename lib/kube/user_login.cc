// SPDX-License-Identifier: Apache-2.0
// Tokens, certificates, passwords, plugins: what a user is let in with, by the rules of clientcmd.
#include "kube/user_login.h"

#include <fmt/format.h>

#include "base/base64.h"

namespace meshctl::kube {
namespace {

constexpr std::uint64_t kMaxSecretSize = 1 << 20;

/// What a plugin is told about the cluster, when it asks for that.
Json ClusterInfo(const Endpoint& endpoint, const ClusterEntry& cluster) {
  Json info = {{"server", endpoint.server}, {"config", nullptr}};
  if (!endpoint.tls_server_name.empty()) info["tls-server-name"] = endpoint.tls_server_name;
  if (!endpoint.verify_tls) info["insecure-skip-tls-verify"] = true;
  if (!endpoint.ca.empty()) info["certificate-authority-data"] = EncodeBase64(endpoint.ca);
  if (!endpoint.proxy.empty()) info["proxy-url"] = endpoint.proxy;
  if (!endpoint.compression) info["disable-compression"] = true;
  if (auto config = yaml::ParseJson(cluster.plugin_config)) info["config"] = *std::move(config);
  return info;
}

Result<void> AddCertificate(const Connection& flags, const UserEntry& user, const std::string& owner,
                            const Surroundings& surroundings, Credentials& credentials) {
  auto certificate = flags.client_certificate.empty()
                         ? LoadPem(user.certificate_data, user.certificate_file, "client-certificate", owner,
                                   surroundings.fs)
                         : LoadPem("", flags.client_certificate, "--client-certificate", "", surroundings.fs);
  if (!certificate) return std::unexpected(std::move(certificate).error());
  auto key = flags.client_key.empty()
                 ? LoadPem(user.key_data, user.key_file, "client-key", owner, surroundings.fs)
                 : LoadPem("", flags.client_key, "--client-key", "", surroundings.fs);
  if (!key) return std::unexpected(std::move(key).error());
  if (certificate->empty() != key->empty()) {
    return std::unexpected(
        InputError(fmt::format("{} has a {}", owner,
                               key->empty() ? "`client-certificate` without a `client-key`"
                                            : "`client-key` without a `client-certificate`")));
  }
  credentials.certificate = *std::move(certificate);
  credentials.key = *std::move(key);
  return {};
}

Result<void> AddToken(const Connection& flags, const UserEntry& user, const std::string& owner,
                      const Surroundings& surroundings, Credentials& credentials) {
  credentials.token = flags.token.empty() ? user.token : flags.token;
  if (!credentials.token.empty() || user.token_file.empty()) return {};
  auto source = ReadTokenFile(surroundings.fs, user.token_file, owner + ": `tokenFile`", surroundings.clock);
  if (!source) return std::unexpected(std::move(source).error());
  credentials.source = *std::move(source);
  if (auto login = credentials.source->Get()) credentials.token = login->token;
  return {};
}

Result<void> AddImpersonation(const Connection& flags, const UserEntry& user, const std::string& owner,
                              Credentials& credentials) {
  auto& headers = credentials.impersonation;
  headers = user.impersonation;
  const auto replace = [&](const std::string& header, const std::vector<std::string>& values) {
    std::erase_if(headers, [&](const auto& old) { return old.first == header; });
    for (const std::string& value : values) headers.emplace_back(header, value);
  };
  if (!flags.as.empty()) replace("Impersonate-User", {flags.as});
  if (!flags.as_uid.empty()) replace("Impersonate-Uid", {flags.as_uid});
  if (!flags.as_groups.empty()) replace("Impersonate-Group", flags.as_groups);
  if (headers.empty()) return {};
  for (const auto& [header, value] : headers) {
    if (header == "Impersonate-User") return {};
  }
  if (!flags.as_uid.empty() || !flags.as_groups.empty())
    return std::unexpected(UsageError("`--as-uid` and `--as-group` need `--as`"));
  return std::unexpected(InputError(owner + " has `as-uid`, `as-groups` or `as-user-extra` without `as`"));
}

Result<void> AddPlugin(const UserEntry& user, const std::string& owner, const Endpoint& endpoint,
                       const ClusterEntry& cluster, const Surroundings& surroundings,
                       Credentials& credentials) {
  if (!surroundings.run_program) {
    return std::unexpected(
        InputError(fmt::format("{} logs in by running `{}`, and no program may be run for it", owner,
                               user.exec->command))
            .Hint(
                "create a token (`kubectl create token SERVICEACCOUNT`) and set it as that user's `token`"));
  }
  auto source = MakePluginSource(
      *user.exec, user.exec->provide_cluster_info ? ClusterInfo(endpoint, cluster) : Json(nullptr), owner,
      {.run = surroundings.run_program, .terminal = surroundings.terminal, .clock = surroundings.clock});
  if (!source) return std::unexpected(std::move(source).error());
  credentials.source = *std::move(source);
  return {};
}

}  // namespace

Result<std::string> LoadPem(const std::string& data, const std::string& path, std::string_view field,
                            const std::string& owner, const source::FileSystem& fs) {
  std::string pem;
  const std::string begin = owner.empty() ? std::string() : owner + ": ";
  if (!data.empty()) {
    auto decoded = DecodeBase64(data);
    if (!decoded)
      return std::unexpected(InputError(fmt::format("{}`{}-data` is not valid base64", begin, field)));
    pem = *std::move(decoded);
  } else if (!path.empty()) {
    auto text = fs.Read(path, kMaxSecretSize);
    if (!text) return std::unexpected(std::move(text).error().In(fmt::format("{}`{}`", begin, field)));
    pem = *std::move(text);
  } else {
    return pem;
  }
  if (pem.find("-----BEGIN ") == std::string::npos) {
    return std::unexpected(
        InputError(fmt::format("{}`{}{}` holds no PEM block", begin, field, data.empty() ? "" : "-data")));
  }
  return pem;
}

Result<Credentials> LogIn(const Connection& flags, const UserEntry* given, const std::string& owner,
                          const Endpoint& endpoint, const ClusterEntry& cluster,
                          const Surroundings& surroundings) {
  static const UserEntry kNobody;
  const UserEntry& user = given ? *given : kNobody;
  Credentials credentials;
  if (auto added = AddToken(flags, user, owner, surroundings, credentials); !added)
    return std::unexpected(std::move(added).error());
  if (auto added = AddCertificate(flags, user, owner, surroundings, credentials); !added)
    return std::unexpected(std::move(added).error());
  credentials.username = flags.username.empty() ? user.username : flags.username;
  credentials.password = flags.password.empty() ? user.password : flags.password;
  if (auto added = AddImpersonation(flags, user, owner, credentials); !added)
    return std::unexpected(std::move(added).error());
  const bool basic = !credentials.username.empty() || !credentials.password.empty();
  if (!credentials.token.empty() && basic)
    return std::unexpected(InputError(owner + " has both a token and a user name with password"));
  if (user.exec && !user.auth_provider.empty())
    return std::unexpected(InputError(owner + " has both `exec` and `auth-provider`"));
  const bool has_own = !credentials.token.empty() || !credentials.certificate.empty() || basic;
  if (has_own) return credentials;
  if (user.exec) {
    if (auto added = AddPlugin(user, owner, endpoint, cluster, surroundings, credentials); !added)
      return std::unexpected(std::move(added).error());
  } else if (!user.auth_provider.empty()) {
    return std::unexpected(
        InputError(
            fmt::format(
                "{} logs in through the auth provider `{}`, of a kind that Kubernetes 1.26 has removed",
                owner, user.auth_provider))
            .Hint("let the provider's own tool write this kubeconfig anew: it will use `exec` instead"));
  }
  return credentials;
}

}  // namespace meshctl::kube
