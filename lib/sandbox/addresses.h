// SPDX-License-Identifier: Apache-2.0
// IP addresses and node ports. Each is derived from the name of what it is for, so the same manifests get the
// same addresses in every sandbox.
#pragma once

#include <string>
#include <string_view>

#include "sandbox/store.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// Spreads a text evenly over 64 bits; the same on every machine (FNV-1a).
std::uint64_t Hash(std::string_view text);
/// `size` letters and digits of the alphabet that Kubernetes uses for generated names, from a hash.
std::string NameSuffix(std::uint64_t hash, std::size_t size);

/// Completes `spec.clusterIP`, `spec.clusterIPs` and node ports of a Service as allocation does; given values
/// stay.
void AllocateService(const Store& store, Json& service);
/// An address of 10.244.0.0/16 that no Pod has.
std::string AllocatePodAddress(const Store& store, const Json& pod);
/// The address outside of the cluster that a Service of type LoadBalancer gets, of 192.0.2.0/24 (for
/// documentation).
std::string LoadBalancerAddress(const Json& service);

}  // namespace meshctl::sandbox
