// SPDX-License-Identifier: Apache-2.0
// Hosts that exist and that a proxy does not have, and why. All answers are clauses for WhyNot; empty: there
// is nothing to say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mesh/mesh.h"
#include "route/decide.h"
#include "route/table.h"

namespace meshctl::simulate {

/// Why a gateway has no virtual host for `host` although some VirtualService serves it.
std::string WhyNotServed(const mesh::Mesh& mesh, const route::RouteTable& table, std::string_view host);

/// Why a proxy does not know a service that people call `host`, or not at this port.
std::string WhyUnseen(const mesh::Mesh& mesh, const route::Proxy& proxy, std::string_view host,
                      std::uint32_t port);

/// Of a sidecar that takes a service's default route: the VirtualService for the same host that it does not
/// see.
std::string UnseenVirtualService(const mesh::Mesh& mesh, const route::RouteTable& table,
                                 const route::Decision& decision);

/// What subsets there are instead of the one that is missing.
std::string OtherSubsets(const mesh::Mesh& mesh, const route::Proxy& proxy, const route::Cluster& cluster);

}  // namespace meshctl::simulate
