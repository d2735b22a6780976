// SPDX-License-Identifier: Apache-2.0
// Host names as istiod reads them.
#pragma once

#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidHost;

/// A DNS name: dot-separated labels, the last not all digits; a trailing dot is allowed.
bool IsFqdn(std::string_view text);
/// A DNS name whose first label may be or begin with `*`.
bool IsWildcardDomain(std::string_view text);
/// `*foo.com`: a wildcard that is neither `*` nor a whole label.
bool HasPartialWildcard(std::string_view host);
/// `outbound_.8080_.v1_.reviews.prod.svc.cluster.local`: the name istiod gives a cluster in SNI.
bool IsClusterSni(std::string_view text);

/// Whether some name is meant by both hosts, each of which may begin with `*`.
bool HostsOverlap(std::string_view a, std::string_view b);
/// Whether every name that `a` means is meant by `b`.
bool IsHostSubset(std::string_view a, std::string_view b);

void CheckFqdn(const yaml::Node& value, Verdict& verdict);
void CheckWildcardDomain(const yaml::Node& value, Verdict& verdict);
/// A DNS name or an IP address.
void CheckHostOrIp(const yaml::Node& value, Verdict& verdict);
/// A destination of traffic: a host that is more than `*`, a subset, a port. Null is accepted.
void CheckDestination(const yaml::Node& destination, Verdict& verdict);
/// The name of a subset, not empty.
void CheckSubsetName(const yaml::Node& value, Verdict& verdict);

extern const Rule kInvalidSubsetName;

}  // namespace meshctl::validate::istio
