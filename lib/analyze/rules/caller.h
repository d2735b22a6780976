// SPDX-License-Identifier: Apache-2.0
// Whom an AuthorizationPolicy means by its sources.
#pragma once

#include <string>
#include <string_view>

#include "mesh/workloads.h"
#include "model/security.h"

namespace meshctl::analyze {

/// Who makes a request, as mutual TLS proves it.
struct Caller {
  std::string_view ns;
  std::string_view service_account;

  /// `istio-ingress/sa/public`: the part of the principal behind the trust domain and `/ns/`.
  std::string ToString() const;
};

/// The identity of a workload's Pods; the account `default` when none is named.
Caller IdentityOf(const mesh::Workload& workload);

/// Whether a rule of a policy in `policy_ns` can hold for requests of this caller. Only identities decide:
/// paths, addresses, tokens and the like can be anything, and trust domains are not compared, as a mesh may
/// have aliases.
bool MayMean(const model::PolicyRule& rule, const Caller& caller, std::string_view policy_ns);

/// The first place where the rule asks who the caller is (principal, namespace, service account); nowhere
/// when it does not.
source::Span FirstIdentity(const model::PolicyRule& rule);
/// The first caller that the rule names as one it means; nowhere when it names none, or only those it does
/// not mean.
source::Span FirstMeant(const model::PolicyRule& rule);

}  // namespace meshctl::analyze
