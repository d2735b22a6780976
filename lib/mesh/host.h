// SPDX-License-Identifier: Apache-2.0
// Host names as Istio compares them: byte by byte, case-sensitive, one `*` at the front at most. `*` stands
// for any text, so `*.foo.com` covers `a.b.foo.com` but not `foo.com`.
//
// Istio expands short names in two ways: its control plane in one, its analyzers in another. Both are here
// under their own names; routes use the first, rules the second.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meshctl::mesh {

/// Whether the name begins with `*`.
bool IsWildcard(std::string_view host);

/// Whether some name is covered by both. Symmetric. Istio's `Matches`.
bool Overlap(std::string_view a, std::string_view b);
/// Whether every name that `a` covers is covered by `b`.
bool IsSubsetOf(std::string_view a, std::string_view b);
/// Whether `a` comes before `b`: exact names before wildcards, then longer ones, then by alphabet.
bool MoreSpecific(std::string_view a, std::string_view b);
/// The narrower one of each pair that contains another, without repetition, in the order found.
std::vector<std::string_view> Intersection(const std::vector<std::string_view>& a,
                                           const std::vector<std::string_view>& b);
/// The hosts that a namespace may use of a list that may say `namespace/host`: entries of that namespace and
/// of `*` without their prefix, and entries that have none.
std::vector<std::string_view> NamesForNamespace(const std::vector<std::string_view>& hosts,
                                                std::string_view ns);

/// A short name in full, as the control plane does it for hosts and destinations of VirtualServices and hosts
/// of DestinationRules. Names with a dot, `*`, IP addresses and the empty name stay as they are. `domain` may
/// be empty.
std::string ExpandForRouting(std::string_view host, std::string_view ns, std::string_view domain);
/// A short name in full, as Istio's analyzers do it: whatever has no dot and does not begin with `*`, always
/// below `svc.cluster.local`.
std::string ExpandForAnalysis(std::string_view host, std::string_view ns);

/// The gateway that a VirtualService in `ns` names, as `namespace/name`; `mesh` stays. `./a` and `a` are in
/// `ns`, and the old form `a.other.svc.cluster.local` is `other/a`.
std::string ResolveGatewayName(std::string_view gateway, std::string_view ns);

/// Whether this is an IPv4 or IPv6 address.
bool IsIpAddress(std::string_view text);

}  // namespace meshctl::mesh
