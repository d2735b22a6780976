// SPDX-License-Identifier: Apache-2.0
// What a user says about the cluster to talk to (the flags every such command shares), and what follows from
// it and the kubeconfig: one server with everything needed to be let in.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "kube/credentials.h"
#include "kube/exec_plugin.h"
#include "kube/request_log.h"
#include "kube/server_address.h"
#include "source/file_system.h"

namespace meshctl::kube {

/// The connection flags as typed; empty means not given. Those that stand for a setting of the kubeconfig
/// replace it.
struct Connection {
  std::string kubeconfig = {};          ///< --kubeconfig: one file that must exist
  std::string context = {};             ///< --context
  std::string cluster = {};             ///< --cluster: instead of the context's
  std::string user = {};                ///< --user: instead of the context's
  std::string name_space = {};          ///< -n
  std::string request_timeout = "30s";  ///< --request-timeout: "30s", "2m", seconds, or "0" for none

  std::string server = {};                 ///< --server; drops the kubeconfig's tls-server-name
  std::string certificate_authority = {};  ///< --certificate-authority: a file
  std::string tls_server_name = {};        ///< --tls-server-name
  std::string proxy_url = {};              ///< --proxy-url
  bool insecure = false;                   ///< --insecure-skip-tls-verify
  bool disable_compression = false;        ///< --disable-compression

  std::string token = {};                   ///< --token
  std::string username = {};                ///< --username
  std::string password = {};                ///< --password
  std::string client_certificate = {};      ///< --client-certificate: a file
  std::string client_key = {};              ///< --client-key: a file
  std::string as = {};                      ///< --as
  std::string as_uid = {};                  ///< --as-uid
  std::vector<std::string> as_groups = {};  ///< --as-group

  std::string verbosity = {};  ///< -v: a number, perhaps with `=` before it
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
  std::string proxy;            ///< proxy-url, or what the environment names; empty: none
  bool compression = true;      ///< answers may be compressed
  Credentials credentials;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds request_timeout{30'000};  ///< of each try of a request; 0: none
  std::shared_ptr<RequestLog> log = {};               ///< -v: what is told about requests; unset: nothing
};

/// The parts of the world that decide which cluster is meant.
struct Surroundings {
  const source::FileSystem& fs;  ///< must outlive the endpoints found: token files are read again
  std::function<std::optional<std::string>(const std::string&)> variable;
  /// Runs credential plugins. Unset: none may be run, and users who need one are an error.
  ProgramRunner run_program = {};
  bool terminal = false;                              ///< standard input is a terminal
  WallClock clock = {};                               ///< unset: the system's
  std::function<void(const std::string&)> warn = {};  ///< takes what is odd; unset: it is not said
  std::function<void(std::string_view)> log = {};     ///< takes the lines of -v; unset: there are none
};

/// Reads what `connection` names: `--kubeconfig`, else the files of KUBECONFIG merged, else ~/.kube/config,
/// else the service account of the pod this runs in; --server needs none of them. Files that the kubeconfig
/// points at (certificates, keys, tokens) are read too; plugins are run when the first request is sent.
/// Errors name the file and what it lacks, with the nearest name or all names there are.
Result<Endpoint> FindCluster(const Connection& connection, const Surroundings& surroundings);

/// The cluster of the current context of a kubeconfig that came from somewhere else, such as a Secret. `name`
/// stands for it in messages. It may not refer to files, and no program is run for it. `variable` tells of
/// proxies.
Result<Endpoint> FindClusterIn(const std::string& name, std::string kubeconfig,
                               const std::string& request_timeout, const Variable& variable = {});

/// The namespace alone, for work that is done without a cluster: -n, else the context's. Where there is no
/// kubeconfig at all it is "default".
Result<Scope> FindScope(const Connection& connection, const Surroundings& surroundings);

/// "30s", "1m30s", "500ms", "2h" as Go writes them, or a bare number of seconds. Errors are of kind usage.
Result<std::chrono::milliseconds> ParseTimeout(const std::string& text);

}  // namespace meshctl::kube
