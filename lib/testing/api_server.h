// SPDX-License-Identifier: Apache-2.0
// A real kube-apiserver on an etcd of its own, for tests that ask what Kubernetes itself would say.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"

namespace meshctl::testing {

/// Runs on loopback ports that were free, in a temporary folder, for as long as it lives. Every namespace
/// counts as existing, and nothing but the API runs: no controller, no kubelet.
class ApiServer {
 public:
  struct Answer {
    int status = 0;  ///< 0: no answer came
    std::string body;
  };

  /// The folder with `etcd` and `kube-apiserver` that $KUBEBUILDER_ASSETS names, if both are there.
  static std::optional<std::string> Assets();

  /// Starts both and waits until the server says that it is ready. The Error holds the end of the log.
  static Result<std::unique_ptr<ApiServer>> Start(const std::string& assets);
  ~ApiServer();

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
