// SPDX-License-Identifier: Apache-2.0
// Which listeners, and which services of the mesh, a route attaches to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gatewayapi/listeners.h"
#include "gatewayapi/objects.h"
#include "gatewayapi/parts.h"

namespace meshctl::gatewayapi {

/// One parent that takes a route.
struct Attachment {
  const Parent* listener = nullptr;  ///< null: clients in the mesh
  const ParentRef* ref = nullptr;
  std::size_t ref_index = 0;
  /// Hostnames of other listeners on the same port of the same parent: a route's hostname that one of them
  /// describes more closely belongs there.
  std::vector<std::string_view> others;
  std::vector<std::string> mesh_hosts;  ///< clients in the mesh: the hosts of the Service or ServiceEntry

  bool mesh() const { return listener == nullptr; }
  /// The gateway name that VirtualServices use: `namespace/name`, or `mesh`.
  std::string_view gateway() const { return mesh() ? std::string_view("mesh") : listener->internal_name; }
  /// For people and reports: the Gateway of Gateway API, or `mesh`.
  std::string_view reported_as() const { return mesh() ? std::string_view("mesh") : listener->api_gateway; }
  /// The listener hostname that takes a route's hostname away from this one; empty: it stays here.
  std::string_view TakenBy(std::string_view hostname) const;
};

/// In istiod's order: by the name of the gateway. What does not attach is reported to
/// `parts.made.unattached`.
std::vector<Attachment> AttachmentsOf(const Route& route, const Listeners& listeners, const Parts& parts);

}  // namespace meshctl::gatewayapi
