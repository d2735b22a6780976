// SPDX-License-Identifier: Apache-2.0
// A client inside the mesh dials an address, not a name: the cluster's DNS answers for Services, with search
// domains for short names, and follows ExternalName.
#include "simulate/dns.h"

#include <fmt/format.h>

#include "mesh/host.h"
#include "route/compile/domains.h"

namespace meshctl::simulate {
namespace {

constexpr int kLongestAliasChain = 8;

}  // namespace

const mesh::Service* FindByDns(const mesh::Mesh& mesh, std::string_view host, std::string_view ns) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const std::string& domain = mesh.config().cluster_domain;
  const std::string forms[] = {std::string(host), fmt::format("{}.{}.svc.{}", host, ns, domain),
                               fmt::format("{}.svc.{}", host, domain), fmt::format("{}.{}", host, domain)};
  for (const std::string& form : forms) {
    const auto services = mesh.services().OfHost(form);
    if (!services.empty()) return services.front();
  }
  return nullptr;
}

std::string ResolveAddress(const mesh::Mesh& mesh, std::string_view host, std::string_view ns) {
  if (mesh::IsIpAddress(host)) return std::string(host);
  const mesh::Service* service = FindByDns(mesh, host, ns);
  for (int i = 0; service && service->resolution == mesh::Resolution::kAlias && i < kLongestAliasChain; ++i) {
    service = FindByDns(mesh, service->alias_of, ns);
  }
  if (!service) return {};
  if (service->headless()) {
    for (const mesh::ServicePort& port : service->ports) {
      for (const mesh::Endpoint& endpoint : mesh.EndpointsOf(*service, port)) {
        // A Pod that does not run yet has its listener under the name of the service.
        return endpoint.address.empty() ? service->hostname : endpoint.address;
      }
    }
    return {};
  }
  const std::string address = route::DialledAddresses(*service, mesh.config()).front();
  return address.substr(0, address.find('/'));
}

}  // namespace meshctl::simulate
