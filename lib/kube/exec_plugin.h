// SPDX-License-Identifier: Apache-2.0
// Exec credential plugins (client.authentication.k8s.io): programs such as `aws` or `gke-gcloud-auth-plugin`
// that know how to log in.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kube/credentials.h"
#include "source/program.h"
#include "yaml/json.h"

namespace meshctl::kube {

/// The `exec` section of a user, as it stands there.
struct ExecPlugin {
  std::string command;  ///< relative paths with a slash are already resolved against the kubeconfig
  std::vector<std::string> arguments = {};
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::string api_version = {};  ///< "client.authentication.k8s.io/v1" or ".../v1beta1"
  std::string install_hint = {};
  std::string interactive_mode = {};  ///< "Never", "IfAvailable", "Always"; v1 requires it
  bool provide_cluster_info = false;
};

/// How programs are run; source::RunProgram but for tests.
using ProgramRunner =
    std::function<Result<source::ProgramOutput>(const source::Program&, const source::ProgramLimits&)>;

struct PluginSurroundings {
  ProgramRunner run;
  bool terminal = false;  ///< standard input is a terminal, so a plugin can ask there
  WallClock clock = {};   ///< unset: the system's
};

/// Logins that the plugin gives, kept until they expire or are refused. It is not run yet. `cluster` becomes
/// `spec.cluster` of what the plugin is told (null: nothing); `owner` begins messages. Fails when the section
/// makes no sense or asks for a terminal that is not there.
Result<std::shared_ptr<LoginSource>> MakePluginSource(const ExecPlugin& plugin, Json cluster,
                                                      const std::string& owner, PluginSurroundings around);

}  // namespace meshctl::kube
