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

#include "base/nearest.h"
#include "kube/kubeconfig.h"
#include "kube/server_address.h"
#include "kube/user_login.h"

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

/// The context that is meant; nothing where the flags say all that a context would.
Result<const ContextEntry*> ChooseContext(const Connection& connection, const Kubeconfig& config) {
  const std::string& name = connection.context.empty() ? config.current_context : connection.context;
  if (name.empty()) {
    if (!connection.server.empty() || !connection.cluster.empty()) return nullptr;
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
          : UsageError(fmt::format("context `{}` does not exist{}", name,
                                   config.files.empty() ? "" : " in " + FileList(config)));
  return std::unexpected(std::move(error).Hint(NameHint(config.contexts, name, "contexts")));
}

/// The entry that a flag names, else the one that the context names; null when neither names one.
template <typename T>
Result<const T*> ChooseEntry(const std::vector<T>& entries, const std::string& flag,
                             const ContextEntry* context, const std::string ContextEntry::* of_context,
                             std::string_view what) {
  const std::string name = !flag.empty() ? flag : context ? context->*of_context : std::string();
  if (name.empty()) return nullptr;
  if (const T* entry = FindByName(entries, name)) return entry;
  const std::string plural = std::string(what) + "s";
  Error error = !flag.empty() ? UsageError(fmt::format("{} `{}` does not exist", what, name))
                              : InputError(fmt::format("{}: context `{}` names {} `{}`, which does not exist",
                                                       context->origin, context->name, what, name));
  return std::unexpected(std::move(error).Hint(NameHint(entries, name, plural)));
}

/// The settings of a cluster with those of the flags over them.
Result<void> UseCluster(const Connection& flags, const ContextEntry* context, const ClusterEntry* cluster,
                        const Surroundings& surroundings, Endpoint& endpoint) {
  static const ClusterEntry kNone;
  const ClusterEntry& entry = cluster ? *cluster : kNone;
  if (!cluster && flags.server.empty()) {
    return std::unexpected(
        InputError(fmt::format("{}: context `{}` names no cluster", context->origin, context->name)));
  }
  const std::string owner = cluster ? fmt::format("{}: cluster `{}`", entry.origin, entry.name) : "flags";
  endpoint.server = flags.server.empty() ? entry.server : flags.server;
  if (endpoint.server.empty()) return std::unexpected(InputError(owner + " has no `server`"));
  const bool own_trust = flags.insecure || !flags.certificate_authority.empty();
  if (flags.insecure && !flags.certificate_authority.empty()) {
    return std::unexpected(
        UsageError("`--certificate-authority` and `--insecure-skip-tls-verify` exclude each other")
            .Hint("leave out `--insecure-skip-tls-verify`: the authority is what makes the connection safe"));
  }
  auto ca = !own_trust
                ? LoadPem(entry.ca_data, entry.ca_file, "certificate-authority", owner, surroundings.fs)
                : LoadPem("", flags.certificate_authority, "--certificate-authority", "", surroundings.fs);
  if (!ca) return std::unexpected(std::move(ca).error());
  if (!own_trust && !ca->empty() && entry.insecure) {
    return std::unexpected(
        InputError(owner + " has both a certificate authority and `insecure-skip-tls-verify`")
            .Hint("remove `insecure-skip-tls-verify`: the authority is what makes the connection safe"));
  }
  endpoint.ca = *std::move(ca);
  endpoint.verify_tls = !(own_trust ? flags.insecure : entry.insecure);
  // The name belongs to the server that it was written for.
  endpoint.tls_server_name =
      !flags.server.empty() || !flags.tls_server_name.empty() ? flags.tls_server_name : entry.tls_server_name;
  endpoint.proxy = flags.proxy_url.empty() ? entry.proxy_url : flags.proxy_url;
  endpoint.compression = !flags.disable_compression && !entry.disable_compression;
  return {};
}

/// The server in the form of a URL, and the proxy that the environment names for it.
Result<void> CompleteServer(const Surroundings& surroundings, Endpoint& endpoint) {
  if (endpoint.server.find("://") == std::string::npos) {
    endpoint.server.insert(0, endpoint.ca.empty() && endpoint.verify_tls ? "http://" : "https://");
  }
  while (endpoint.server.ends_with('/')) endpoint.server.pop_back();
  if (endpoint.proxy.empty()) {
    const auto address = ParseServer(endpoint.server);
    if (!address) return std::unexpected(address.error());
    endpoint.proxy = ProxyFor(*address, surroundings.variable);
    return {};
  }
  if (auto proxy = NormalizedProxy(endpoint.proxy); !proxy) return std::unexpected(std::move(proxy).error());
  return {};
}

/// The service account of the pod this runs in, or nothing outside a pod.
Result<std::optional<Endpoint>> FindPodEndpoint(const Connection& flags, const Surroundings& surroundings) {
  const auto host = surroundings.variable("KUBERNETES_SERVICE_HOST");
  const auto port = surroundings.variable("KUBERNETES_SERVICE_PORT");
  if (!host || host->empty() || !port || port->empty()) return std::nullopt;
  const std::string folder(kPodFolder);
  constexpr std::string_view kCannot = "cannot read the pod's service account";
  const bool ipv6 = host->find(':') != std::string::npos;
  const ClusterEntry cluster = {.name = "pod",
                                .origin = std::string(kCannot),
                                .server = ipv6 ? fmt::format("https://[{}]:{}", *host, *port)
                                               : fmt::format("https://{}:{}", *host, *port),
                                .ca_file = folder + "ca.crt"};
  const UserEntry user = {.name = "pod", .token_file = folder + "token"};
  Endpoint endpoint;
  if (auto used = UseCluster(flags, nullptr, &cluster, surroundings, endpoint); !used)
    return std::unexpected(std::move(used).error());
  auto credentials = LogIn(flags, &user, std::string(kCannot), endpoint, cluster, surroundings);
  if (!credentials) return std::unexpected(std::move(credentials).error());
  endpoint.credentials = *std::move(credentials);
  auto name_space = surroundings.fs.Read(folder + "namespace", kMaxSecretSize);
  if (name_space && !Trimmed(*name_space).empty())
    endpoint.scope.name_space = Trimmed(*std::move(name_space));
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
  auto cluster =
      ChooseEntry(config.clusters, connection.cluster, *context, &ContextEntry::cluster, "cluster");
  if (!cluster) return std::unexpected(std::move(cluster).error());
  auto user = ChooseEntry(config.users, connection.user, *context, &ContextEntry::user, "user");
  if (!user) return std::unexpected(std::move(user).error());
  Endpoint endpoint;
  if (*context) {
    endpoint.context = (*context)->name;
    if (!(*context)->name_space.empty()) endpoint.scope.name_space = (*context)->name_space;
  }
  if (auto used = UseCluster(connection, *context, *cluster, surroundings, endpoint); !used)
    return std::unexpected(std::move(used).error());
  if (auto completed = CompleteServer(surroundings, endpoint); !completed)
    return std::unexpected(std::move(completed).error());
  const std::string owner = *user ? fmt::format("{}: user `{}`", (*user)->origin, (*user)->name) : "flags";
  auto credentials =
      LogIn(connection, *user, owner, endpoint, *cluster ? **cluster : ClusterEntry(), surroundings);
  if (!credentials) return std::unexpected(std::move(credentials).error());
  endpoint.credentials = *std::move(credentials);
  return endpoint;
}

/// What -v asks for.
Result<std::shared_ptr<RequestLog>> LogOf(const Connection& connection, const Surroundings& surroundings) {
  std::string text = connection.verbosity;
  if (text.starts_with('=')) text.erase(0, 1);  // `-v=8`, as Go's flags take it
  if (text.empty()) return nullptr;
  int level = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), level);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || level < 0) {
    return std::unexpected(UsageError(fmt::format("`{}` is not a level of verbosity", text))
                               .Hint("6 shows requests, 7 their headers, 8 their bodies, 9 long ones whole"));
  }
  if (level < 6 || !surroundings.log) return nullptr;
  return std::make_shared<RequestLog>(
      level, RequestLog::Surroundings{.sink = surroundings.log, .now = surroundings.clock});
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
                               const std::string& request_timeout, const Variable& variable) {
  auto timeout = ParseTimeout(request_timeout);
  if (!timeout) return std::unexpected(std::move(timeout).error());
  Kubeconfig config;
  if (auto merged = MergeKubeconfig(name, std::move(kubeconfig), config); !merged) {
    return std::unexpected(std::move(merged).error().In("cannot read the kubeconfig"));
  }
  const NoFiles no_files;
  auto endpoint = EndpointOf({}, config, {.fs = no_files, .variable = variable});
  if (endpoint) endpoint->request_timeout = *timeout;
  return endpoint;
}

Result<Endpoint> FindCluster(const Connection& connection, const Surroundings& surroundings) {
  auto timeout = ParseTimeout(connection.request_timeout);
  if (!timeout) return std::unexpected(std::move(timeout).error());
  auto log = LogOf(connection, surroundings);
  if (!log) return std::unexpected(std::move(log).error());
  auto config = LoadKubeconfig(connection.kubeconfig, surroundings);
  if (!config) return std::unexpected(std::move(config).error());
  if (*log) {
    for (const std::string& file : config->files) (*log)->Say(6, "Config loaded from file:  " + file);
  }

  Endpoint endpoint;
  if (config->files.empty() && connection.server.empty()) {
    auto pod = FindPodEndpoint(connection, surroundings);
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
  endpoint.log = *std::move(log);
  return endpoint;
}

Result<Scope> FindScope(const Connection& connection, const Surroundings& surroundings) {
  Scope scope;
  auto config = LoadKubeconfig(connection.kubeconfig, surroundings);
  if (!config) return std::unexpected(std::move(config).error());
  if (!connection.context.empty() || !config->current_context.empty()) {
    auto context = ChooseContext(connection, *config);
    if (!context) return std::unexpected(std::move(context).error());
    if (*context && !(*context)->name_space.empty()) scope.name_space = (*context)->name_space;
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
