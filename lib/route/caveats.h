// SPDX-License-Identifier: Apache-2.0
// Objects that can change what a proxy does and that are not evaluated.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mesh/mesh.h"
#include "route/proxy.h"
#include "source/source_file.h"

namespace meshctl::route {

/// A kind of object on the request's way that can change the answer and is not evaluated.
struct Caveat {
  std::string object;  ///< `EnvoyFilter shop/lua`
  std::string reason;
  source::Span span;
};

/// Which way a request goes through a proxy.
enum class Traffic : std::uint8_t {
  kGateway,
  kOutbound,  ///< through the sidecar of the one who sends it
  kInbound,   ///< through the sidecar of the one who receives it
};

/// EnvoyFilters and WasmPlugins that select the proxy and touch traffic of this kind, in Istio's order.
std::vector<Caveat> CaveatsOf(const mesh::Mesh& mesh, const Proxy& proxy, Traffic traffic);

}  // namespace meshctl::route
