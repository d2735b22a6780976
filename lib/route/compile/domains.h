// SPDX-License-Identifier: Apache-2.0
// The names under which a sidecar's clients may call a service.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mesh/config.h"
#include "mesh/services.h"
#include "route/proxy.h"

namespace meshctl::route {

/// The shorter forms of `hostname` for a proxy in DNS domain `proxy_domain` (`shop.svc.cluster.local`):
/// `reviews`, `reviews.shop.svc`, `reviews.shop`. Empty for names outside of the proxy's cluster.
std::vector<std::string> ShortForms(std::string_view hostname, std::string_view proxy_domain);

/// Where clients of a proxy look short names up.
std::string ProxyDomain(const Proxy& proxy, const mesh::MeshConfig& config);

/// One name of a virtual host.
struct Domain {
  enum class Form : std::uint8_t {
    kFull,   ///< a host or an address as it is known
    kShort,  ///< made of one; gives way to a host that really has this name
  };
  std::string name;
  Form form = Form::kFull;
};

/// All domains of the virtual host of `service`: `host` (its own, perhaps in lower case) and its `aliases`
/// with and without a trailing dot, their short forms, a wildcard in front of each for headless services, and
/// the addresses. With a port each also stands with that port behind it; 0: without.
std::vector<Domain> DomainsOf(const mesh::Service& service, std::string_view host,
                              const std::vector<std::string_view>& aliases, const Proxy& proxy,
                              std::string_view proxy_domain, std::uint32_t port);

/// The addresses of a service that a proxy may dial: those of its own IP families.
std::vector<std::string_view> AddressesFor(const mesh::Service& service, const Proxy& proxy);

/// Where clients of a service without headless endpoints connect to, never empty: its addresses; the host
/// itself for a Service whose address the cluster has yet to give; `0.0.0.0` where any address will do.
std::vector<std::string> DialledAddresses(const mesh::Service& service, const mesh::MeshConfig& config);

}  // namespace meshctl::route
