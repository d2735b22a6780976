// SPDX-License-Identifier: Apache-2.0
// The algebra of host names. Behaviour is Istio's (pkg/config/host and pilot/pkg/model), quirks included:
// these functions decide what its control plane does with a name, not what would be sensible.
#include "mesh/host.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>

namespace meshctl::mesh {

bool IsWildcard(std::string_view host) { return host.starts_with('*'); }

bool Overlap(std::string_view a, std::string_view b) {
  if (!IsWildcard(a) && !IsWildcard(b)) return a == b;
  if (!IsWildcard(a)) return a.ends_with(b.substr(1));
  if (!IsWildcard(b)) return b.ends_with(a.substr(1));
  return a.substr(1).ends_with(b.substr(1)) || b.substr(1).ends_with(a.substr(1));
}

bool IsSubsetOf(std::string_view a, std::string_view b) {
  if (!IsWildcard(b)) return a == b;
  if (!IsWildcard(a)) return a.ends_with(b.substr(1));
  return a.substr(1).ends_with(b.substr(1));
}

bool MoreSpecific(std::string_view a, std::string_view b) {
  if (IsWildcard(a) != IsWildcard(b)) return IsWildcard(b);
  if (a.size() != b.size()) return a.size() > b.size();
  return a < b;
}

std::vector<std::string_view> Intersection(const std::vector<std::string_view>& a,
                                           const std::vector<std::string_view>& b) {
  std::vector<std::string_view> common;
  auto keep = [&common](std::string_view host) {
    if (std::ranges::find(common, host) == common.end()) common.push_back(host);
  };
  for (std::string_view one : a) {
    for (std::string_view other : b) {
      if (IsSubsetOf(one, other)) {
        keep(one);
      } else if (IsSubsetOf(other, one)) {
        keep(other);
      }
    }
  }
  return common;
}

std::vector<std::string_view> NamesForNamespace(const std::vector<std::string_view>& hosts,
                                                std::string_view ns) {
  std::vector<std::string_view> names;
  for (std::string_view host : hosts) {
    std::size_t slash = host.find('/');
    if (slash == std::string_view::npos) {
      names.push_back(host);
    } else if (host.substr(0, slash) == ns || host.substr(0, slash) == "*") {
      names.push_back(host.substr(slash + 1));
    }
  }
  return names;
}

std::string ExpandForRouting(std::string_view host, std::string_view ns, std::string_view domain) {
  std::string full(host);
  if (host.empty() || host == "*" || host.find('.') != std::string_view::npos || IsIpAddress(host))
    return full;
  if (!ns.empty()) full.append(".").append(ns);
  if (!domain.empty()) full.append(".svc.").append(domain);
  return full;
}

std::string ExpandForAnalysis(std::string_view host, std::string_view ns) {
  std::string full(host);
  if (IsWildcard(host) || host.find('.') != std::string_view::npos) return full;
  return full.append(".").append(ns).append(".svc.cluster.local");
}

std::string ResolveGatewayName(std::string_view gateway, std::string_view ns) {
  if (gateway == "mesh") return std::string(gateway);
  std::string prefix = std::string(ns) + "/";
  if (gateway.find('/') != std::string_view::npos) {
    return gateway.starts_with("./") ? prefix.append(gateway.substr(2)) : std::string(gateway);
  }
  std::size_t dot = gateway.find('.');
  if (dot == std::string_view::npos) return prefix.append(gateway);
  std::string_view rest = gateway.substr(dot + 1);
  return std::string(rest.substr(0, rest.find('.'))).append("/").append(gateway.substr(0, dot));
}

bool IsIpAddress(std::string_view text) {
  // inet_pton wants a terminated string; no address is longer than this.
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN) return false;
  std::string terminated(text);
  in6_addr address;
  return inet_pton(AF_INET, terminated.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, terminated.c_str(), &address) == 1;
}

}  // namespace meshctl::mesh
