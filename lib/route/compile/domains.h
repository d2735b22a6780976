// SPDX-License-Identifier: Apache-2.0
// The names under which a sidecar's clients may call a service.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mesh/services.h"

namespace meshctl::route {

/// The shorter forms of `hostname` for a proxy in DNS domain `proxy_domain` (`shop.svc.cluster.local`):
/// `reviews`, `reviews.shop.svc`, `reviews.shop`. Empty for names outside of the proxy's cluster.
std::vector<std::string> ShortForms(std::string_view hostname, std::string_view proxy_domain);

/// All domains of the virtual host of `service`: the host and its `aliases` with and without a trailing dot,
/// their short forms, a wildcard in front of each for headless services, and the addresses.
std::vector<std::string> DomainsOf(const mesh::Service& service, const std::vector<std::string_view>& aliases,
                                   std::string_view proxy_domain);

/// Where clients of a service without headless endpoints connect to, never empty: its addresses; the host
/// itself for a Service whose address the cluster has yet to give; `0.0.0.0` where any address will do.
std::vector<std::string> DialledAddresses(const mesh::Service& service);

}  // namespace meshctl::route
