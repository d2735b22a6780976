// SPDX-License-Identifier: Apache-2.0
// Addresses that istiod makes up for hosts of ServiceEntries, so that sidecars which answer DNS themselves
// (`ISTIO_META_DNS_CAPTURE`) can tell TCP services of one port apart.
#pragma once

#include <deque>
#include <span>
#include <string>

#include "mesh/config.h"
#include "mesh/services.h"

namespace meshctl::mesh {

/// Gives an address to every host of a ServiceEntry without addresses, unless it is a wildcard, has
/// resolution NONE or opts out. It is that of the status where there is one; else that of istiod's older
/// way, from a hash of namespace and host: a real mesh may choose another, but no request can tell. Does
/// nothing when sidecars leave DNS to the cluster. `services` point into the result.
std::deque<std::string> AllocateAddresses(std::span<Service> services, const MeshConfig& config);

}  // namespace meshctl::mesh
