// SPDX-License-Identifier: Apache-2.0
// What people have overlooked when a request does not go where they meant it to go.
#pragma once

#include <string>

#include "http/request.h"
#include "mesh/mesh.h"
#include "route/decide.h"
#include "route/table.h"

namespace meshctl::simulate {

/// The likely mistake behind a decision made from `table`, in one clause without a stop that names the
/// object, its place and what to change: "VirtualService shop/web (vs.yaml:7:5) serves it at Gateway
/// `shop/front`, which does not exist". Empty when nothing looks like a mistake. It looks for:
///
///  - hosts that a VirtualService serves, but not here: no Gateway, another Gateway, hosts that the Gateway
///    lacks, `exportTo`, mesh only
///  - hosts that a workload cannot see: `exportTo`, the Sidecar in force, a port that is missing, a typing
///  error
///  - rules that nearly match: exact instead of prefix, upper and lower case
///  - rules that match too and stand behind a wider one, which takes everything from them
///  - ports that no Service of the gateway has
///  - destinations with weight 0
std::string WhyNot(const mesh::Mesh& mesh, const route::RouteTable& table, const http::Request& request,
                   const route::Decision& decision);

}  // namespace meshctl::simulate
