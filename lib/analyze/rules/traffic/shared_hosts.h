// SPDX-License-Identifier: Apache-2.0
// Hosts whose routes a gateway puts together from several VirtualServices.
#pragma once

#include <string>
#include <vector>

#include "mesh/mesh.h"
#include "route/compile/rules.h"

namespace meshctl::analyze {

/// One virtual host of a gateway with its VirtualServices, two or more, in Istio's order.
struct SharedHost {
  const model::Gateway* gateway = nullptr;
  std::string host;
  std::vector<const model::VirtualService*> services;
};

/// Sorted by gateway, in Istio's order, then by host.
std::vector<SharedHost> SharedHosts(const mesh::Mesh& mesh, const route::RuleBook& book);

/// Whether it is settled which of two VirtualServices of a gateway counts first: by who exports to whom, or
/// by an age that is known. Files seldom say how old an object is.
bool OrderIsKnown(const mesh::Mesh& mesh, const model::VirtualService& a, const model::VirtualService& b);

}  // namespace meshctl::analyze
