// SPDX-License-Identifier: Apache-2.0
// A real kube-apiserver on an etcd of its own, for tests that ask what Kubernetes itself would say.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"

namespace meshctl::testing {

/// Runs on loopback ports that were free, in a temporary folder, for as long as it lives. Nothing but the API
/// runs, no controller and no kubelet, before StartControllers.
class ApiServer {
 public:
  struct Answer {
    int status = 0;  ///< 0: no answer came
    std::string body;
  };

  /// The folder with `etcd` and `kube-apiserver` that $KUBEBUILDER_ASSETS names, if both are there.
  static std::optional<std::string> Assets();

  /// Starts both and waits until the server says that it is ready. The Error holds the end of the log.
  enum class Namespaces {
    kAllExist,  ///< every namespace counts as existing
    kReal,      ///< as in a cluster
  };
  static Result<std::unique_ptr<ApiServer>> Start(const std::string& assets,
                                                  Namespaces namespaces = Namespaces::kAllExist);
  ~ApiServer();

  /// Whether the folder also holds `kube-controller-manager`, `kube-scheduler` and `kwok`, which together
  /// make Deployments ready.
  static bool HasControllers(const std::string& assets);
  /// Starts those three and waits for a node that is ready.
  Result<void> StartControllers(const std::string& assets);

  /// The path of a kubeconfig for the server.
  const std::string& kubeconfig() const;

  Answer Get(const std::string& path);
  /// Sends JSON.
  Answer Post(const std::string& path, const std::string& body);

 private:
  struct State;
  explicit ApiServer(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

inline constexpr const char* kNoAssets =
    "no real API server; KUBEBUILDER_ASSETS names the folder that holds etcd and kube-apiserver";

}  // namespace meshctl::testing
