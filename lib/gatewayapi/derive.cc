// SPDX-License-Identifier: Apache-2.0
// The order of work: grants and namespaces first, since listeners and routes ask them; then listeners, since
// routes attach to them; then routes.
#include "gatewayapi/derive.h"

#include "gatewayapi/ingress.h"
#include "gatewayapi/listeners.h"
#include "gatewayapi/managed.h"
#include "gatewayapi/routes.h"

namespace meshctl::gatewayapi {

mesh::Derived Derive(const model::Manifests& manifests, const mesh::MeshConfig& config) {
  mesh::Derived made;
  const Namespaces namespaces(manifests);
  Grants grants;
  for (const model::Object* grant : ObjectsOf(manifests, kGroup, "ReferenceGrant")) grants.Add(*grant);
  const EntryHosts entry_hosts = EntryHostsIn(manifests);
  const Parts parts{manifests, config, namespaces, grants, entry_hosts, made};
  const Listeners listeners(parts);
  ConvertRoutes(listeners, parts);
  ConvertIngresses(parts);
  return made;
}

mesh::Mesh MeshOf(model::Manifests manifests, mesh::MeshConfig config) {
  AddManagedGateways(manifests);
  mesh::Derived derived = Derive(manifests, config);
  return {std::move(manifests), std::move(config), std::move(derived)};
}

}  // namespace meshctl::gatewayapi
