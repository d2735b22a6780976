// SPDX-License-Identifier: Apache-2.0
// Tried in turn: the short form `name.namespace`, which Istio does not expand; a similar Service of the
// namespace; the same Service of the only namespace that has it; a similar host of a ServiceEntry.
#include "analyze/rules/known_hosts.h"

#include <fmt/format.h>

namespace meshctl::analyze {
namespace {

constexpr std::string_view kServiceSuffix = ".svc.cluster.local";

std::string ServiceHost(std::string_view name, std::string_view ns) {
  return fmt::format("{}.{}{}", name, ns, kServiceSuffix);
}

}  // namespace

KnownHosts::KnownHosts(const mesh::Mesh& mesh) : mesh_(mesh) {
  for (const mesh::Service& service : mesh.services().all()) {
    if (service.kubernetes) {
      services_.Add(service.ns, service.name);
    } else {
      entries_.Add({}, service.hostname);
    }
  }
}

std::string KnownHosts::Intended(std::string_view host, std::string_view ns) const {
  std::string_view name = host;
  if (name.ends_with(kServiceSuffix)) name.remove_suffix(kServiceSuffix.size());
  if (std::size_t dot = name.rfind('.'); dot != name.npos) {
    ns = name.substr(dot + 1);
    name = name.substr(0, dot);
    if (mesh_.services().OfHost(ServiceHost(name, ns)).size() == 1) return ServiceHost(name, ns);
  }
  if (std::string_view near = services_.NearestIn(ns, name); !near.empty() && near != name) {
    return name == host ? std::string(near) : ServiceHost(near, ns);
  }
  if (std::string_view only = services_.OnlyNamespaceOf(name); !only.empty()) return ServiceHost(name, only);
  return std::string(entries_.NearestIn({}, host));
}

}  // namespace meshctl::analyze
