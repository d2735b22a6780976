// SPDX-License-Identifier: Apache-2.0
// The AuthorizationPolicies of one proxy, compiled: what it lets pass and what not.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy_index.h"
#include "access/rule.h"
#include "access/selection.h"
#include "access/verdict.h"
#include "http/request.h"
#include "mesh/mesh.h"

namespace meshctl::access {

/// Built once for a proxy and then only read, by as many threads as there are. The mesh must outlive it, the
/// index need not.
class Policies {
 public:
  Policies(const PolicyIndex& index, const Enforcer& enforcer, Layer layer);

  /// The whole answer with the reasons of every policy and rule. CUSTOM, then DENY, then ALLOW: a request
  /// that an ALLOW policy does not match is denied as soon as there is one. The port of `request` is the one
  /// the proxy accepts the connection on.
  Verdict Judge(const http::Request& request) const;

  bool empty() const { return policies_.empty(); }

 private:
  struct Policy {
    const model::AuthorizationPolicy* policy = nullptr;
    Action action = Action::kAllow;
    bool dry_run = false;
    std::vector<Rule> rules;
    /// CUSTOM: who decides, and why nobody can: requests that match are then denied.
    std::string provider;
    std::string provider_fault;
    bool provider_unsure = false;  ///< the mesh's settings, which name providers, were not given
  };

  void Add(const mesh::Mesh& mesh, const model::AuthorizationPolicy& policy, Action action, Layer layer,
           const TrustDomains& trust_domains);
  void CheckProviders(const mesh::Mesh& mesh);
  static void JudgeCustom(const Policy& policy, const ConsideredPolicy& considered, std::size_t index,
                          class Judgement& judgement);
  static ConsideredPolicy Consider(const Policy& policy, const http::Request& request);

  std::vector<Policy> policies_;  ///< in the order in which they are asked
  std::shared_ptr<const Elsewhere> elsewhere_;
};

/// Nothing for an action that Istio does not know: the policy is then ignored.
std::optional<Action> ParseAction(std::string_view text);

/// Whether the annotation `istio.io/dry-run` says so.
bool IsDryRun(const model::Object& object);

}  // namespace meshctl::access
