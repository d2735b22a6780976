// SPDX-License-Identifier: Apache-2.0
// The cluster behind the API: what controllers and the kubelet of a healthy cluster do, at once.
#pragma once

#include <cstdint>

#include "sandbox/registry.h"

namespace meshctl::sandbox {

/// Follows the change log of a store and reacts until nothing is left to do. Names and addresses follow from
/// the objects, so the same requests give the same cluster.
class Controllers {
 public:
  /// Brings the cluster to rest after one or more writes.
  void Run(Registry& registry);

 private:
  std::uint64_t seen_ = 0;
};

// The reactions, each on the object of one key as it is now; none does anything for an object that is gone.
// Each writes only what differs, which is why `Run` comes to rest.

/// Deployment: one ReplicaSet for the present template, older ones scaled to zero; status and conditions.
void ReconcileDeployment(Registry& registry, const Key& key);
/// ReplicaSet, StatefulSet, DaemonSet: as many Pods as wanted (one node: one Pod for a DaemonSet); status.
void ReconcilePodOwner(Registry& registry, const Key& key);
/// Pod: scheduled, started and ready, with an address.
void ReconcilePod(Registry& registry, const Key& key);
/// Service: an EndpointSlice of the Pods it selects; an address for type LoadBalancer.
void ReconcileService(Registry& registry, const Key& key);
/// CustomResourceDefinition: its names are accepted and it is established.
void ReconcileCustomResourceDefinition(Registry& registry, const Key& key);

}  // namespace meshctl::sandbox
