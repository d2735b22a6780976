// SPDX-License-Identifier: Apache-2.0
// What a user says about the cluster to talk to (the flags every such command shares), and what follows from
// it and the kubeconfig: one server with everything needed to be let in.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "source/file_system.h"

namespace meshctl::kube {

/// The connection flags as typed; empty means not given.
struct Connection {
  std::string kubeconfig;               ///< --kubeconfig: one file that must exist
  std::string context;                  ///< --context
  std::string name_space;               ///< -n
  std::string request_timeout = "30s";  ///< --request-timeout: "30s", "2m", seconds, or "0" for none
};

/// How to log in. Secrets live here and nowhere else; no message may show one. As with kubectl they are sent
/// over TLS only.
struct Credentials {
  std::string token;        ///< bearer token
  std::string certificate;  ///< PEM text
  std::string key;          ///< PEM text
  std::string username;
  std::string password;
  std::vector<std::pair<std::string, std::string>> impersonation;  ///< headers
};

/// Where objects go that name no namespace.
struct Scope {
  std::string name_space = "default";
  bool given = false;  ///< -n was typed, so an object that names another namespace is an error
};

/// One API server, reachable.
struct Endpoint {
  std::string server;  ///< "https://10.0.0.1:6443", without a slash at its end
  Scope scope;
  std::string context;  ///< for messages; empty in a pod
  std::string ca;       ///< PEM text; empty: the system's authorities
  bool verify_tls = true;
  std::string tls_server_name;  ///< expected in the certificate instead of the host of `server`
  std::string proxy;            ///< proxy-url
  Credentials credentials;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds request_timeout{30'000};  ///< 0: none
};

/// The parts of the world that decide which cluster is meant.
struct Surroundings {
  const source::FileSystem& fs;
  std::function<std::optional<std::string>(const std::string&)> variable;
};

/// Reads what `connection` names: `--kubeconfig`, else the files of KUBECONFIG merged, else ~/.kube/config,
/// else the service account of the pod this runs in. Files that the kubeconfig points at (certificates, keys)
/// are read too. Errors name the file and what it lacks, with the nearest name or all names there are.
Result<Endpoint> FindCluster(const Connection& connection, const Surroundings& surroundings);

/// The cluster of the current context of a kubeconfig that came from somewhere else, such as a Secret. `name`
/// stands for it in messages. It may not refer to files, and no program is run for it.
Result<Endpoint> FindClusterIn(const std::string& name, std::string kubeconfig,
                               const std::string& request_timeout);

/// The namespace alone, for work that is done without a cluster: -n, else the context's. Where there is no
/// kubeconfig at all it is "default".
Result<Scope> FindScope(const Connection& connection, const Surroundings& surroundings);

/// "30s", "1m30s", "500ms", "2h" as Go writes them, or a bare number of seconds. Errors are of kind usage.
Result<std::chrono::milliseconds> ParseTimeout(const std::string& text);

}  // namespace meshctl::kube
