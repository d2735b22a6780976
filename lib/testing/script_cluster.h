// SPDX-License-Identifier: Apache-2.0
// The cluster that scripts talk to: one that the environment names, a real API server of our own, or a
// sandbox.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "testing/script.h"

namespace meshctl::testing {

/// What a script says that it needs, in a line `Needs: controllers, kubectl` of its first paragraph:
/// `controllers` make Deployments ready, `sandbox` is what no other cluster can do, and anything else is a
/// program in PATH.
std::vector<std::string> NeedsOf(const std::string& script);

class ScriptCluster {
 public:
  enum class Choice {
    kSandbox,
    /// $KUBECONFIG when set, else etcd and kube-apiserver in $KUBEBUILDER_ASSETS, else a sandbox.
    kBest,
  };

  /// Starts what is to be started. `meshctl` is the path of the binary, which also prepares the cluster: a
  /// real one gets those of our CustomResourceDefinitions that it lacks.
  static Result<std::unique_ptr<ScriptCluster>> Start(Choice choice, std::string meshctl);
  virtual ~ScriptCluster() = default;

  /// Which cluster it is, with its version: `a sandbox, v1.33.0+meshctl`.
  std::string Describe() const { return description_; }

  /// Why a script with this need cannot run here; empty when it can.
  std::string Lacks(const std::string& need) const;

  /// A place for one script: a namespace of its own on a real server, a sandbox of its own elsewhere, which
  /// KUBECONFIG leads to and $NAMESPACE names. It is shown as `e2e`, the server's version as VERSION.
  /// `folder` is where commands run; `settings` another one for the kubeconfig.
  virtual Result<ScriptPlace> Enter(const std::string& folder, const std::string& settings) = 0;
  /// Cleans up after the script of the last Enter.
  virtual void Leave() = 0;

 protected:
  enum class Kind { kSandbox, kReal };
  ScriptCluster(Kind kind, std::string meshctl) : meshctl_(std::move(meshctl)), kind_(kind) {}

  /// Makes a namespace in the cluster of `kubeconfig` (a list of paths, as the variable) and a place in it.
  Result<ScriptPlace> PlaceIn(const std::string& kubeconfig, const std::string& folder,
                              const std::string& settings);
  /// What a shell command prints, or its errors as an Error. `kubeconfig` as above.
  Result<std::string> Ask(const std::string& command, const std::string& kubeconfig) const;
  /// Completes the description with the server's version.
  Result<void> Describe(const std::string& what, const std::string& kubeconfig);

  std::string meshctl_;
  std::string namespace_;
  bool controllers_ = true;

 private:
  Kind kind_;
  std::string description_;
  std::string version_;
};

}  // namespace meshctl::testing
