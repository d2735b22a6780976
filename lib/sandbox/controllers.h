// SPDX-License-Identifier: Apache-2.0
// The cluster behind the API: what controllers and the kubelet of a healthy cluster do, at once.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sandbox/alarms.h"
#include "sandbox/registry.h"

namespace meshctl::sandbox {

/// What the controllers remember besides the objects.
struct Backstage {
  Alarms alarms;
  /// How many Pods an owner, by uid, has had: the next one gets a name that none had before.
  std::map<std::string, std::int64_t> pods_made = {};
  /// The deadlines, in seconds, that the alarms of Deployments were set for.
  std::map<Key, std::int64_t> deadlines = {};
};

/// Follows the change log of a store and reacts until nothing is left to do. Names and addresses follow from
/// the objects, so the same requests give the same cluster.
class Controllers {
 public:
  explicit Controllers(Clock clock) : backstage_{Alarms(std::move(clock))} {}

  /// Brings the cluster to rest after writes, or after time in which alarms rang.
  void Run(Registry& registry);

 private:
  Backstage backstage_;
  std::uint64_t seen_ = 0;
};

// The reactions, each on the object of one key as it is now; none does anything for an object that is gone.
// Each writes only what differs, which is why `Run` comes to rest.

/// Deployment: one ReplicaSet for the present template; the others scaled down as the strategy allows; status
/// and conditions, also of a rollout whose deadline has passed.
void ReconcileDeployment(Registry& registry, Backstage& backstage, const Key& key);
/// ReplicaSet: as many Pods as wanted and allowed; status.
void ReconcileReplicaSet(Registry& registry, Backstage& backstage, const Key& key);
/// DaemonSet: one Pod, since there is one node; status.
void ReconcileDaemonSet(Registry& registry, Backstage& backstage, const Key& key);
/// StatefulSet: Pods in order, each when the one before it is ready; status.
void ReconcileStatefulSet(Registry& registry, Backstage& backstage, const Key& key);
/// Pod: scheduled, started and ready, with an address, or in the trouble that it asks for.
void ReconcilePod(Registry& registry, Backstage& backstage, const Key& key);
/// Service: an EndpointSlice of the Pods it selects; an address for type LoadBalancer.
void ReconcileService(Registry& registry, Backstage& backstage, const Key& key);
/// ResourceQuota: how much of it is used.
void ReconcileResourceQuota(Registry& registry, Backstage& backstage, const Key& key);
/// CustomResourceDefinition: its names are accepted and it is established.
void ReconcileCustomResourceDefinition(Registry& registry, Backstage& backstage, const Key& key);
/// GatewayClass of istiod's: it is accepted.
void ReconcileGatewayClass(Registry& registry, Backstage& backstage, const Key& key);
/// Gateway of such a class: accepted and programmed, with an address and the number of routes.
void ReconcileGateway(Registry& registry, Backstage& backstage, const Key& key);
/// HTTPRoute, GRPCRoute, TLSRoute, TCPRoute: what each of its parents says of it.
void ReconcileRoute(Registry& registry, Backstage& backstage, const Key& key);

}  // namespace meshctl::sandbox
