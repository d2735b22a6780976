// SPDX-License-Identifier: Apache-2.0
// A first test for a mesh that has none.
#pragma once

#include <string>

#include "mesh/mesh.h"

namespace meshctl::routetest {

/// A RouteTest as YAML: for each rule and subset of `mesh` a request that reaches it, found by trying, and
/// what becomes of it today. What no request was found for is listed in comments at the end.
std::string WriteSkeleton(const mesh::Mesh& mesh);

}  // namespace meshctl::routetest
