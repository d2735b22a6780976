// SPDX-License-Identifier: Apache-2.0
// Without a URL nothing says which gateway is meant; where there is only one, nobody has to say it.
#include "simulate/proxies.h"

#include <fmt/format.h>

namespace meshctl::simulate {

Error TwoProxies() {
  return UsageError("a request cannot come both through a gateway and from a workload")
      .Hint("give either `--gateway` or `--from`");
}

Result<std::vector<route::Proxy>> ChooseProxies(const mesh::Mesh& mesh, const std::string& gateway,
                                                const std::string& from) {
  if (!gateway.empty() && !from.empty()) return std::unexpected(TwoProxies());
  if (gateway.empty() && from.empty()) {
    std::vector<route::Proxy> all = route::GatewayProxies(mesh);
    if (!all.empty()) return all;
    return std::unexpected(
        UsageError("there is no Gateway").Hint("`--from WORKLOAD` asks the sidecar of a workload"));
  }
  auto proxy = gateway.empty() ? route::FindSidecar(mesh, from) : route::FindGateway(mesh, gateway);
  if (!proxy) return std::unexpected(std::move(proxy).error());
  return std::vector{*std::move(proxy)};
}

Result<route::Proxy> ChooseProxy(const mesh::Mesh& mesh, const std::string& gateway,
                                 const std::string& from) {
  auto proxies = ChooseProxies(mesh, gateway, from);
  if (!proxies) return std::unexpected(std::move(proxies).error());
  if (proxies->size() == 1) return std::move(proxies->front());
  Error error = UsageError(fmt::format("there are {} gateways", proxies->size()));
  for (const route::Proxy& proxy : *proxies)
    error.hints.push_back(fmt::format("choose `--gateway {}/{}`", proxy.workload_ns, proxy.name));
  return std::unexpected(std::move(error));
}

}  // namespace meshctl::simulate
