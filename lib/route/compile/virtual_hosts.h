// SPDX-License-Identifier: Apache-2.0
// The virtual hosts of a sidecar's route configurations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/host_index.h"
#include "route/compile/parts.h"

namespace meshctl::route {

/// One egress listener, made ready for many look-ups.
class EgressHosts {
 public:
  EgressHosts(const Egress& egress, RuleBook& rules);

  const Egress& egress() const { return egress_; }
  /// The VirtualServices, in order, that have a host in common with a service.
  std::vector<const model::VirtualService*> Concerning(std::string_view hostname) const;
  /// The same for any of several hosts.
  std::vector<const model::VirtualService*> Concerning(const std::vector<std::string_view>& hostnames) const;
  /// The VirtualService whose host describes `hostname` most narrowly, or null.
  const model::VirtualService* MostSpecific(std::string_view hostname) const;
  const std::vector<std::string>& HostsOf(const model::VirtualService& service) const {
    return hosts_.at(&service);
  }
  /// ExternalName hosts that stand for `hostname`.
  const std::vector<std::string_view>& AliasesOf(std::string_view hostname) const;
  /// The services of a host (in lower case) in order.
  const std::vector<const mesh::Service*>& ServicesOf(std::string_view hostname) const;

 private:
  const Egress& egress_;
  std::unordered_map<const model::VirtualService*, std::vector<std::string>> hosts_;
  mesh::HostIndex<std::vector<std::uint32_t>> by_host_;  // numbers of VirtualServices
  std::unordered_map<std::string, std::vector<const mesh::Service*>, TextHash, std::equal_to<>> services_;
};

/// The port that stands for all ports of all services: behind a Unix socket and for HTTP proxies.
inline constexpr std::uint32_t kEveryPort = 0;

/// The virtual hosts for requests to `port`, of all services that expose it, sorted by name.
std::vector<VirtualHost> VirtualHostsFor(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port);

/// The one virtual host of a port whose protocol is not declared and that has an address of its own: for
/// every Host header, since the address has said already which service is meant. Empty when nothing routes
/// there.
std::vector<VirtualHost> VirtualHostsFor(CompileParts& parts, const EgressHosts& hosts, std::uint32_t port,
                                         std::string_view hostname);

}  // namespace meshctl::route
