// SPDX-License-Identifier: Apache-2.0
// From the mesh to the configuration of one proxy.
#pragma once

#include "mesh/mesh.h"
#include "route/proxy.h"
#include "route/table.h"

namespace meshctl::route {

/// What istiod would send to `proxy`. `mesh` must outlive the table, whose places and labels point into it.
/// Takes time in proportion to what the proxy sees.
RouteTable Compile(const mesh::Mesh& mesh, const Proxy& proxy);

/// The part of a sidecar's table that `DecideInbound` reads: what it receives, not what it sends.
RouteTable CompileInbound(const mesh::Mesh& mesh, const Proxy& sidecar);

}  // namespace meshctl::route
