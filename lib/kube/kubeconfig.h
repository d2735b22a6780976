// SPDX-License-Identifier: Apache-2.0
// The kubeconfig format: files to one merged value. Which context is meant is decided in connection.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kube/connection.h"
#include "kube/exec_plugin.h"

namespace meshctl::kube {

/// Relative paths are already resolved against the folder of the file that holds the entry.
struct ClusterEntry {
  std::string name;
  std::string origin;  ///< the kubeconfig file, for messages
  std::string server;
  std::string ca_file;
  std::string ca_data;  ///< base64
  bool insecure = false;
  std::string tls_server_name;
  std::string proxy_url;
  bool disable_compression = false;
  /// JSON text of the extension that is meant for exec plugins; empty: none.
  std::string plugin_config;
};

struct UserEntry {
  std::string name;
  std::string origin;
  std::string token;
  std::string token_file;
  std::string certificate_file;
  std::string certificate_data;  ///< base64
  std::string key_file;
  std::string key_data;  ///< base64
  std::string username;
  std::string password;
  std::optional<ExecPlugin> exec;
  std::string auth_provider;  ///< name of one of those that kubectl had before plugins
  /// `as`, `as-uid`, `as-groups`, `as-user-extra` as the headers they become.
  std::vector<std::pair<std::string, std::string>> impersonation;
};

struct ContextEntry {
  std::string name;
  std::string origin;
  std::string cluster;
  std::string user;
  std::string name_space;
};

struct Kubeconfig {
  std::vector<std::string> files;  ///< those that were read
  std::string current_context;
  std::vector<ClusterEntry> clusters;
  std::vector<UserEntry> users;
  std::vector<ContextEntry> contexts;
};

/// The files that apply, in order: `--kubeconfig`, else KUBECONFIG (split at `:`), else ~/.kube/config.
std::vector<std::string> KubeconfigPaths(const std::string& flag, const Surroundings& surroundings);

/// Reads one file's text into `config`, kubectl's way: of two entries with one name the first read wins, and
/// so does the first current-context that is not empty. Errors carry `path:line:column`.
Result<void> MergeKubeconfig(const std::string& path, std::string text, Kubeconfig& config);

/// Reads and merges all files. `--kubeconfig` must exist; files of a list may be missing, which is warned of.
Result<Kubeconfig> LoadKubeconfig(const std::string& flag, const Surroundings& surroundings);

}  // namespace meshctl::kube
