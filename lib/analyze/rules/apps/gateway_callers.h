// SPDX-License-Identifier: Apache-2.0
// Who calls when a gateway forwards a request.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/rules/caller.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// One identity that a gateway's requests have.
struct GatewayCaller {
  Caller caller;
  /// True for the default gateway of an installation that was not given: its account is a guess.
  bool guessed = false;
};

/// The identities of gateways, asked for as often as one likes.
class GatewayCallers {
 public:
  explicit GatewayCallers(const mesh::Mesh& mesh) : mesh_(mesh) {}

  /// Those of the workloads that open a Gateway of Istio's; none when no workload does.
  const std::vector<GatewayCaller>& Of(const model::Gateway& gateway);
  /// Those of a Gateway of the Gateway API: of its Pods where they were given, else of the ones that Istio
  /// makes for its own class. None when somebody else makes them.
  const std::vector<GatewayCaller>& Of(const model::Object& gateway);

 private:
  const mesh::Mesh& mesh_;
  std::unordered_map<const model::Object*, std::vector<GatewayCaller>> callers_;
  std::unordered_map<std::string, std::vector<const mesh::Workload*>> pods_;  // by `namespace/gateway-name`
  bool indexed_ = false;
  std::deque<std::string> names_;  // of accounts that are written nowhere
};

}  // namespace meshctl::analyze
