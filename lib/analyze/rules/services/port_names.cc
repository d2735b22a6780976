// SPDX-License-Identifier: Apache-2.0
// Which names are understood is the mesh's knowledge (mesh::ServicePortProtocol).
#include "analyze/rules/services/port_names.h"

#include "analyze/rules/membership.h"
#include "mesh/protocol.h"

namespace meshctl::analyze {

bool IsExemptFromPortNames(const model::Service& service) {
  const model::Object& object = *service.object;
  if (IsControlPlane(object)) return true;
  std::string_view manager = object.labels.Get(kGatewayManagerLabel);
  return manager == kGatewayManager || manager == kWaypointManager || manager == kEastWestManager;
}

bool SaysItsProtocol(const model::ServicePort& port) {
  return mesh::ServicePortProtocol(port.port->value_or(0), *port.name, *port.protocol, *port.app_protocol) !=
         mesh::Protocol::kAuto;
}

}  // namespace meshctl::analyze
