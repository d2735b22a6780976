// SPDX-License-Identifier: Apache-2.0
// Reads kubeconfig files with the YAML reader that manifests use, so that faults have a place, and merges
// them as kubectl does. Values are never quoted in messages: half of them are secrets.
#include "kube/kubeconfig.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "diag/report.h"
#include "kube/cluster.h"
#include "yaml/json.h"
#include "yaml/node.h"
#include "yaml/parse.h"

namespace meshctl::kube {
namespace {

constexpr std::uint64_t kMaxFileSize = 16 << 20;

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

std::string WithArticle(yaml::Type type) {
  const std::string_view name = yaml::Name(type);
  return fmt::format("{} {}",
                     std::string_view("aio").find(name.front()) == std::string_view::npos ? "a" : "an", name);
}

/// Reads one file; the first fault stops reading and is kept.
class Reader {
 public:
  Reader(const source::SourceFile& file, Kubeconfig& config) : file_(file), config_(config) {}

  Result<void> Read(const yaml::Node& root) {
    if (!IsA(root, yaml::Type::kMap, "kubeconfig")) return Done();
    const std::string current = Text(root, "current-context");
    if (config_.current_context.empty()) config_.current_context = current;
    for (const yaml::Node& entry : Entries(root, "clusters")) ReadCluster(entry);
    for (const yaml::Node& entry : Entries(root, "users")) ReadUser(entry);
    for (const yaml::Node& entry : Entries(root, "contexts")) ReadContext(entry);
    return Done();
  }

 private:
  Result<void> Done() {
    if (error_) return std::unexpected(*std::move(error_));
    return {};
  }

  void Fail(const source::Span& span, const std::string& message) {
    if (!error_) error_ = InputError(fmt::format("{}: {}", source::ToString(span), message));
  }

  /// Whether the node is there and of this type; any other type but null is a fault.
  bool IsA(const yaml::Node& node, yaml::Type type, std::string_view what) {
    if (node.type() == type) return true;
    if (!node.is_null()) {
      Fail(node.span(),
           fmt::format("`{}` must be {}, not {}", what, WithArticle(type), WithArticle(node.type())));
    }
    return false;
  }

  std::span<const yaml::Node> Entries(const yaml::Node& root, std::string_view key) {
    const yaml::Node& list = root.Get(key);
    return IsA(list, yaml::Type::kList, key) ? list.items() : std::span<const yaml::Node>();
  }

  std::string Text(const yaml::Node& map, std::string_view key) {
    const yaml::Node& node = map.Get(key);
    return IsA(node, yaml::Type::kString, key) ? std::string(node.text()) : std::string();
  }

  bool Switch(const yaml::Node& map, std::string_view key) {
    const yaml::Node& node = map.Get(key);
    return IsA(node, yaml::Type::kBool, key) && node.boolean().value_or(false);
  }

  /// A path; relative ones start at the folder of this file.
  std::string Path(const yaml::Node& map, std::string_view key) {
    std::string path = Text(map, key);
    if (path.empty() || path.front() == '/') return path;
    return FolderOf(file_.name()) + path;
  }

  /// The name of an entry that no earlier file has, else nothing.
  template <typename T>
  std::optional<std::string> NewName(const yaml::Node& entry, const std::vector<T>& known,
                                     std::string_view what) {
    if (!IsA(entry, yaml::Type::kMap, what)) return std::nullopt;
    std::string name = Text(entry, "name");
    if (name.empty()) {
      Fail(entry.span(), fmt::format("this {} has no `name`", what));
      return std::nullopt;
    }
    if (std::ranges::find(known, name, &T::name) != known.end()) return std::nullopt;
    return name;
  }

  void ReadCluster(const yaml::Node& entry) {
    auto name = NewName(entry, config_.clusters, "cluster");
    if (!name) return;
    ClusterEntry cluster{.name = *std::move(name), .origin = file_.name()};
    if (const yaml::Node& body = entry.Get("cluster"); IsA(body, yaml::Type::kMap, "cluster")) {
      cluster.server = Text(body, "server");
      cluster.ca_file = Path(body, "certificate-authority");
      cluster.ca_data = Text(body, "certificate-authority-data");
      cluster.insecure = Switch(body, "insecure-skip-tls-verify");
      cluster.tls_server_name = Text(body, "tls-server-name");
      cluster.proxy_url = Text(body, "proxy-url");
      cluster.disable_compression = Switch(body, "disable-compression");
      for (const yaml::Node& extension : Entries(body, "extensions")) {
        if (Text(extension, "name") != "client.authentication.k8s.io/exec") continue;
        cluster.plugin_config = yaml::ToJson(extension.Get("extension")).dump();
      }
    }
    config_.clusters.push_back(std::move(cluster));
  }

  void ReadUser(const yaml::Node& entry) {
    auto name = NewName(entry, config_.users, "user");
    if (!name) return;
    UserEntry user{.name = *std::move(name), .origin = file_.name()};
    if (const yaml::Node& body = entry.Get("user"); IsA(body, yaml::Type::kMap, "user")) {
      user.token = Text(body, "token");
      user.token_file = Path(body, "tokenFile");
      user.certificate_file = Path(body, "client-certificate");
      user.certificate_data = Text(body, "client-certificate-data");
      user.key_file = Path(body, "client-key");
      user.key_data = Text(body, "client-key-data");
      user.username = Text(body, "username");
      user.password = Text(body, "password");
      if (const yaml::Node& exec = body.Get("exec"); IsA(exec, yaml::Type::kMap, "exec"))
        ReadPlugin(exec, user);
      const yaml::Node& provider = body.Get("auth-provider");
      if (IsA(provider, yaml::Type::kMap, "auth-provider")) user.auth_provider = Text(provider, "name");
      ReadImpersonation(body, user);
    }
    config_.users.push_back(std::move(user));
  }

  void ReadPlugin(const yaml::Node& exec, UserEntry& user) {
    ExecPlugin plugin{.command = Text(exec, "command"),
                      .api_version = Text(exec, "apiVersion"),
                      .install_hint = Text(exec, "installHint"),
                      .interactive_mode = Text(exec, "interactiveMode"),
                      .provide_cluster_info = Switch(exec, "provideClusterInfo")};
    if (plugin.command.find('/') != std::string::npos) plugin.command = Path(exec, "command");
    for (const yaml::Node& argument : Entries(exec, "args")) {
      if (IsA(argument, yaml::Type::kString, "args")) plugin.arguments.emplace_back(argument.text());
    }
    for (const yaml::Node& variable : Entries(exec, "env")) {
      if (!IsA(variable, yaml::Type::kMap, "env")) continue;
      plugin.environment.emplace_back(Text(variable, "name"), Text(variable, "value"));
    }
    user.exec = std::move(plugin);
  }

  void ReadImpersonation(const yaml::Node& body, UserEntry& user) {
    auto add = [&](std::string header, std::string value) {
      if (!value.empty()) user.impersonation.emplace_back(std::move(header), std::move(value));
    };
    add("Impersonate-User", Text(body, "as"));
    add("Impersonate-Uid", Text(body, "as-uid"));
    for (const yaml::Node& group : Entries(body, "as-groups")) {
      if (IsA(group, yaml::Type::kString, "as-groups")) add("Impersonate-Group", std::string(group.text()));
    }
    for (const yaml::Entry& extra : body.Get("as-user-extra").entries()) {
      for (const yaml::Node& value : extra.value.items()) {
        if (!IsA(value, yaml::Type::kString, "as-user-extra")) continue;
        add("Impersonate-Extra-" + EscapeSegment(extra.key), std::string(value.text()));
      }
    }
  }

  void ReadContext(const yaml::Node& entry) {
    auto name = NewName(entry, config_.contexts, "context");
    if (!name) return;
    ContextEntry context{.name = *std::move(name), .origin = file_.name()};
    if (const yaml::Node& body = entry.Get("context"); IsA(body, yaml::Type::kMap, "context")) {
      context.cluster = Text(body, "cluster");
      context.user = Text(body, "user");
      context.name_space = Text(body, "namespace");
    }
    config_.contexts.push_back(std::move(context));
  }

  const source::SourceFile& file_;
  Kubeconfig& config_;
  std::optional<Error> error_;
};

}  // namespace

std::vector<std::string> KubeconfigPaths(const std::string& flag, const Surroundings& surroundings) {
  if (!flag.empty()) return {flag};
  const std::string list = surroundings.variable("KUBECONFIG").value_or("");
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    std::string path = list.substr(begin, end - begin);
    if (!path.empty() && std::ranges::find(paths, path) == paths.end()) paths.push_back(std::move(path));
    begin = end + 1;
  }
  if (!paths.empty()) return paths;
  const auto home = surroundings.variable("HOME");
  if (home && !home->empty()) paths.push_back(*home + "/.kube/config");
  return paths;
}

Result<void> MergeKubeconfig(const std::string& path, std::string text, Kubeconfig& config) {
  const source::SourceFile file(path, std::move(text));
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  report.Finish();
  if (!report.empty()) {
    const diag::Diagnostic& fault = report.findings().front();
    return std::unexpected(
        InputError(fmt::format("{}: {}", source::ToString(fault.primary.span), fault.message)));
  }
  config.files.push_back(path);
  if (stream.documents.empty()) return {};
  return Reader(file, config).Read(stream.documents.front());
}

Result<Kubeconfig> LoadKubeconfig(const std::string& flag, const Surroundings& surroundings) {
  Kubeconfig config;
  const std::vector<std::string> paths = KubeconfigPaths(flag, surroundings);
  for (const std::string& path : paths) {
    if (flag.empty() && surroundings.fs.Look(path) == source::FileSystem::Kind::kMissing) {
      if (paths.size() > 1 && surroundings.warn) {
        surroundings.warn(fmt::format("there is no file `{}`, which KUBECONFIG names", path));
      }
      continue;
    }
    auto text = surroundings.fs.Read(path, kMaxFileSize);
    if (!text) return std::unexpected(std::move(text).error().In("cannot read the kubeconfig"));
    if (auto merged = MergeKubeconfig(path, *std::move(text), config); !merged) {
      return std::unexpected(std::move(merged).error().In("cannot read the kubeconfig"));
    }
  }
  return config;
}

}  // namespace meshctl::kube
