// SPDX-License-Identifier: Apache-2.0
// From flags, kubeconfig and environment to one Endpoint: picks context, cluster and user by name and loads
// what they point at. Precedences follow kubectl's (clientcmd); its silences do not: what is missing is said.
#include "kube/connection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "base/base64.h"
#include "base/nearest.h"
#include "kube/kubeconfig.h"

namespace meshctl::kube {
namespace {

constexpr std::uint64_t kMaxSecretSize = 1 << 20;
constexpr std::string_view kPodFolder = "/var/run/secrets/kubernetes.io/serviceaccount/";

template <typename T>
const T* FindByName(const std::vector<T>& entries, const std::string& name) {
  const auto found = std::ranges::find(entries, name, &T::name);
  return found == entries.end() ? nullptr : &*found;
}

template <typename T>
std::vector<std::string_view> NamesOf(const std::vector<T>& entries) {
  std::vector<std::string_view> names;
  names.reserve(entries.size());
  for (const T& entry : entries) names.push_back(entry.name);
  return names;
}

/// "did you mean `x`?", or all the names there are.
template <typename T>
std::string NameHint(const std::vector<T>& entries, const std::string& name, std::string_view plural) {
  const std::vector<std::string_view> names = NamesOf(entries);
  if (names.empty()) return fmt::format("there are no {} at all", plural);
  if (const std::string_view near = Nearest(name, names); !near.empty())
    return fmt::format("did you mean `{}`?", near);
  return fmt::format("{} there are: `{}`", plural, fmt::join(names, "`, `"));
}

std::string FileList(const Kubeconfig& config) {
  return fmt::format("`{}`", fmt::join(config.files, "`, `"));
}

std::string Trimmed(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text;
}

/// PEM text that stands in the kubeconfig as base64 or in a file of its own; the former wins, as in kubectl.
Result<std::string> LoadPem(const std::string& data, const std::string& path, std::string_view field,
                            std::string_view owner, const source::FileSystem& fs) {
  std::string pem;
  if (!data.empty()) {
    auto decoded = DecodeBase64(data);
    if (!decoded)
      return std::unexpected(InputError(fmt::format("{}: `{}-data` is not valid base64", owner, field)));
    pem = *std::move(decoded);
  } else if (!path.empty()) {
    auto text = fs.Read(path, kMaxSecretSize);
    if (!text) return std::unexpected(std::move(text).error().In(fmt::format("{}: `{}`", owner, field)));
    pem = *std::move(text);
  } else {
    return pem;
  }
  if (pem.find("-----BEGIN ") == std::string::npos) {
    return std::unexpected(
        InputError(fmt::format("{}: `{}{}` holds no PEM block", owner, field, data.empty() ? "" : "-data")));
  }
  return pem;
}

Result<const ContextEntry*> ChooseContext(const Connection& connection, const Kubeconfig& config) {
  const std::string& name = connection.context.empty() ? config.current_context : connection.context;
  if (name.empty()) {
    Error error = InputError(fmt::format("no context is chosen in {}", FileList(config)));
    if (config.contexts.empty())
      return std::unexpected(std::move(error).Hint("there are no contexts at all"));
    return std::unexpected(
        std::move(error).Hint(fmt::format("choose one with `--context` or `kubectl config use-context`: `{}`",
                                          fmt::join(NamesOf(config.contexts), "`, `"))));
  }
  const ContextEntry* context = FindByName(config.contexts, name);
  if (context) return context;
  Error error =
      connection.context.empty()
          ? InputError(fmt::format("the current context `{}` does not exist in {}", name, FileList(config)))
          : UsageError(fmt::format("context `{}` does not exist in {}", name, FileList(config)));
  return std::unexpected(std::move(error).Hint(NameHint(config.contexts, name, "contexts")));
}

Result<void> UseCluster(const ContextEntry& context, const Kubeconfig& config,
                        const Surroundings& surroundings, Endpoint& endpoint) {
  const std::string in_context = fmt::format("{}: context `{}`", context.origin, context.name);
  if (context.cluster.empty()) return std::unexpected(InputError(in_context + " names no cluster"));
  const ClusterEntry* cluster = FindByName(config.clusters, context.cluster);
  if (!cluster) {
    return std::unexpected(
        InputError(fmt::format("{} names cluster `{}`, which does not exist", in_context, context.cluster))
            .Hint(NameHint(config.clusters, context.cluster, "clusters")));
  }
  const std::string owner = fmt::format("{}: cluster `{}`", cluster->origin, cluster->name);
  if (cluster->server.empty()) return std::unexpected(InputError(owner + " has no `server`"));
  auto ca = LoadPem(cluster->ca_data, cluster->ca_file, "certificate-authority", owner, surroundings.fs);
  if (!ca) return std::unexpected(std::move(ca).error());
  if (!ca->empty() && cluster->insecure) {
    return std::unexpected(
        InputError(owner + " has both a certificate authority and `insecure-skip-tls-verify`")
            .Hint("remove `insecure-skip-tls-verify`: the authority is what makes the connection safe"));
  }
  endpoint.ca = *std::move(ca);
  endpoint.verify_tls = !cluster->insecure;
  endpoint.tls_server_name = cluster->tls_server_name;
  endpoint.proxy = cluster->proxy_url;
  endpoint.server = cluster->server;
  if (endpoint.server.find("://") == std::string::npos) {
    endpoint.server.insert(0, endpoint.ca.empty() && !cluster->insecure ? "http://" : "https://");
  }
  while (endpoint.server.ends_with('/')) endpoint.server.pop_back();
  return {};
}

Result<void> UseUser(const ContextEntry& context, const Kubeconfig& config, const Surroundings& surroundings,
                     Credentials& credentials) {
  if (context.user.empty()) return {};
  const UserEntry* user = FindByName(config.users, context.user);
  if (!user) {
    return std::unexpected(InputError(fmt::format("{}: context `{}` names user `{}`, which does not exist",
                                                  context.origin, context.name, context.user))
                               .Hint(NameHint(config.users, context.user, "users")));
  }
  const std::string owner = fmt::format("{}: user `{}`", user->origin, user->name);
  credentials.token = user->token;
  if (credentials.token.empty() && !user->token_file.empty()) {
    auto token = surroundings.fs.Read(user->token_file, kMaxSecretSize);
    if (!token) return std::unexpected(std::move(token).error().In(owner + ": `tokenFile`"));
    credentials.token = Trimmed(*std::move(token));
    if (credentials.token.empty()) {
      return std::unexpected(InputError(fmt::format("{}: `tokenFile` {} is empty", owner, user->token_file)));
    }
  }
  auto certificate =
      LoadPem(user->certificate_data, user->certificate_file, "client-certificate", owner, surroundings.fs);
  if (!certificate) return std::unexpected(std::move(certificate).error());
  auto key = LoadPem(user->key_data, user->key_file, "client-key", owner, surroundings.fs);
  if (!key) return std::unexpected(std::move(key).error());
  if (certificate->empty() != key->empty()) {
    return std::unexpected(
        InputError(fmt::format("{} has a {}", owner,
                               key->empty() ? "`client-certificate` without a `client-key`"
                                            : "`client-key` without a `client-certificate`")));
  }
  credentials.certificate = *std::move(certificate);
  credentials.key = *std::move(key);
  credentials.username = user->username;
  credentials.password = user->password;
  credentials.impersonation = user->impersonation;
  if (!credentials.token.empty() && !credentials.username.empty()) {
    return std::unexpected(InputError(owner + " has both a token and a user name with password"));
  }
  const bool has_own =
      !credentials.token.empty() || !credentials.certificate.empty() || !credentials.username.empty();
  if (!user->plugin.empty() && !has_own) {
    return std::unexpected(
        InputError(fmt::format(
                       "{} logs in through the plugin `{}`; meshctl reads tokens, certificates and passwords",
                       owner, user->plugin))
            .Hint(
                "create a token (`kubectl create token SERVICEACCOUNT`) and set it as that user's `token`"));
  }
  return {};
}

/// The service account of the pod this runs in, or nothing outside a pod.
Result<std::optional<Endpoint>> FindPodEndpoint(const Surroundings& surroundings) {
  const auto host = surroundings.variable("KUBERNETES_SERVICE_HOST");
  const auto port = surroundings.variable("KUBERNETES_SERVICE_PORT");
  if (!host || host->empty() || !port || port->empty()) return std::nullopt;
  auto read = [&](std::string_view name) {
    return surroundings.fs.Read(std::string(kPodFolder) + std::string(name), kMaxSecretSize);
  };
  auto token = read("token");
  if (!token) return std::unexpected(std::move(token).error().In("cannot read the pod's service account"));
  auto ca = read("ca.crt");
  if (!ca) return std::unexpected(std::move(ca).error().In("cannot read the pod's service account"));
  Endpoint endpoint;
  const bool ipv6 = host->find(':') != std::string::npos;
  endpoint.server =
      ipv6 ? fmt::format("https://[{}]:{}", *host, *port) : fmt::format("https://{}:{}", *host, *port);
  endpoint.ca = *std::move(ca);
  endpoint.credentials.token = Trimmed(*std::move(token));
  if (auto name_space = read("namespace"); name_space && !Trimmed(*name_space).empty()) {
    endpoint.scope.name_space = Trimmed(*std::move(name_space));
  }
  return endpoint;
}

Error NothingFound(const Connection& connection, const Surroundings& surroundings) {
  const auto paths = KubeconfigPaths(connection.kubeconfig, surroundings);
  Error error =
      InputError(paths.empty() ? std::string("no cluster to talk to: neither KUBECONFIG nor HOME is set")
                               : fmt::format("no cluster to talk to: there is no kubeconfig at `{}`",
                                             fmt::join(paths, "`, `")));
  return std::move(error)
      .Hint("name one with `--kubeconfig FILE` or in KUBECONFIG")
      .Hint("`meshctl sandbox` starts a small cluster on this machine to try things out");
}

void NarrowScope(const Connection& connection, Scope& scope) {
  if (connection.name_space.empty()) return;
  scope = {.name_space = connection.name_space, .given = true};
}

/// What the chosen context stands for.
Result<Endpoint> EndpointOf(const Connection& connection, const Kubeconfig& config,
                            const Surroundings& surroundings) {
  auto context = ChooseContext(connection, config);
  if (!context) return std::unexpected(std::move(context).error());
  Endpoint endpoint;
  endpoint.context = (*context)->name;
  if (!(*context)->name_space.empty()) endpoint.scope.name_space = (*context)->name_space;
  if (auto used = UseCluster(**context, config, surroundings, endpoint); !used) {
    return std::unexpected(std::move(used).error());
  }
  if (auto used = UseUser(**context, config, surroundings, endpoint.credentials); !used) {
    return std::unexpected(std::move(used).error());
  }
  return endpoint;
}

/// The disk as a kubeconfig of somebody else sees it. Whoever wrote it must not choose files of this machine
/// to be sent anywhere.
class NoFiles final : public source::FileSystem {
 public:
  Kind Look(const std::string&) const override { return Kind::kMissing; }
  Result<std::string> Read(const std::string&, std::uint64_t) const override { return Refuse(); }
  Result<std::vector<source::Entry>> List(const std::string&) const override { return Refuse(); }
  Result<void> Write(const std::string&, std::string_view) override { return Refuse(); }
  Result<void> MakeFolder(const std::string&) override { return Refuse(); }

 private:
  static std::unexpected<Error> Refuse() {
    return std::unexpected(InputError("a kubeconfig that is kept in a cluster must not name files"));
  }
};

}  // namespace

Result<Endpoint> FindClusterIn(const std::string& name, std::string kubeconfig,
                               const std::string& request_timeout) {
  auto timeout = ParseTimeout(request_timeout);
  if (!timeout) return std::unexpected(std::move(timeout).error());
  Kubeconfig config;
  if (auto merged = MergeKubeconfig(name, std::move(kubeconfig), config); !merged) {
    return std::unexpected(std::move(merged).error().In("cannot read the kubeconfig"));
  }
  const NoFiles no_files;
  auto endpoint = EndpointOf({}, config, {.fs = no_files, .variable = {}});
  if (endpoint) endpoint->request_timeout = *timeout;
  return endpoint;
}

Result<Endpoint> FindCluster(const Connection& connection, const Surroundings& surroundings) {
  auto timeout = ParseTimeout(connection.request_timeout);
  if (!timeout) return std::unexpected(std::move(timeout).error());
  auto config = LoadKubeconfig(connection.kubeconfig, surroundings);
  if (!config) return std::unexpected(std::move(config).error());

  Endpoint endpoint;
  if (config->files.empty()) {
    auto pod = FindPodEndpoint(surroundings);
    if (!pod) return std::unexpected(std::move(pod).error());
    if (!pod->has_value()) return std::unexpected(NothingFound(connection, surroundings));
    endpoint = **std::move(pod);
  } else {
    auto chosen = EndpointOf(connection, *config, surroundings);
    if (!chosen) return std::unexpected(std::move(chosen).error());
    endpoint = *std::move(chosen);
  }
  NarrowScope(connection, endpoint.scope);
  endpoint.request_timeout = *timeout;
  return endpoint;
}

Result<Scope> FindScope(const Connection& connection, const Surroundings& surroundings) {
  Scope scope;
  auto config = LoadKubeconfig(connection.kubeconfig, surroundings);
  if (!config) return std::unexpected(std::move(config).error());
  if (!connection.context.empty() || !config->current_context.empty()) {
    auto context = ChooseContext(connection, *config);
    if (!context) return std::unexpected(std::move(context).error());
    if (!(*context)->name_space.empty()) scope.name_space = (*context)->name_space;
  }
  NarrowScope(connection, scope);
  return scope;
}

Result<std::chrono::milliseconds> ParseTimeout(const std::string& text) {
  constexpr double kLongest = 1e12;  // 31 years; keeps the sum in range
  double milliseconds = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto fail = [&] {
    return std::unexpected(UsageError(fmt::format("`{}` is not a duration", text))
                               .Hint("write it like `30s`, `1m30s`, `500ms`, or `0` for no limit"));
  };
  if (at == end) return fail();
  while (at != end) {
    double number = 0;
    const auto parsed = std::from_chars(at, end, number, std::chars_format::fixed);
    if (parsed.ec != std::errc() || number < 0 || !std::isfinite(number)) return fail();
    std::string_view rest(parsed.ptr, static_cast<std::size_t>(end - parsed.ptr));
    std::size_t unit_size = 0;
    double factor = 1000;
    if (rest.starts_with("ms")) {
      unit_size = 2, factor = 1;
    } else if (rest.starts_with('s')) {
      unit_size = 1;
    } else if (rest.starts_with('m')) {
      unit_size = 1, factor = 60'000;
    } else if (rest.starts_with('h')) {
      unit_size = 1, factor = 3'600'000;
    } else if (!rest.empty() || at != text.data()) {
      return fail();
    }
    milliseconds += number * factor;
    if (milliseconds > kLongest) return fail();
    at = parsed.ptr + unit_size;
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(milliseconds)));
}

}  // namespace meshctl::kube
