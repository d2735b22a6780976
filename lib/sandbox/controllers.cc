// SPDX-License-Identifier: Apache-2.0
// Which change concerns which controller. A change concerns the object itself and the one that owns it; that
// of a Pod also the Services of its namespace. In each round every object concerned is looked at once.
#include "sandbox/controllers.h"

#include <set>
#include <utility>

#include "sandbox/conditions.h"
#include "sandbox/gateway_routes.h"

namespace meshctl::sandbox {
namespace {

// Controllers that contradict each other (a ReplicaSet of one Deployment under the name of another's) would
// write for ever; they go on with the next request. A rollout of hundreds of Pods one by one takes some.
constexpr int kMostRounds = 400;

const GroupResource kPods{"", "pods"};

struct Row {
  GroupResource resource;
  void (*reconcile)(Registry&, Backstage&, const Key&);
};

const Row kControllers[] = {
    {{"apps", "deployments"}, ReconcileDeployment},
    {{"apps", "replicasets"}, ReconcileReplicaSet},
    {{"apps", "statefulsets"}, ReconcileStatefulSet},
    {{"apps", "daemonsets"}, ReconcileDaemonSet},
    {{"", "pods"}, ReconcilePod},
    {{"", "services"}, ReconcileService},
    {{"", "resourcequotas"}, ReconcileResourceQuota},
    {{"apiextensions.k8s.io", "customresourcedefinitions"}, ReconcileCustomResourceDefinition},
    {{kGatewayApi, "gatewayclasses"}, ReconcileGatewayClass},
    {{kGatewayApi, "gateways"}, ReconcileGateway},
    {{kGatewayApi, "httproutes"}, ReconcileRoute},
    {{kGatewayApi, "grpcroutes"}, ReconcileRoute},
    {{kGatewayApi, "tlsroutes"}, ReconcileRoute},
    {{kGatewayApi, "tcproutes"}, ReconcileRoute},
};

void Reconcile(Registry& registry, Backstage& backstage, const Key& key) {
  for (const Row& row : kControllers) {
    if (row.resource == key.resource) row.reconcile(registry, backstage, key);
  }
}

// The objects that a change concerns.
void CollectConcerned(const Registry& registry, const Change& change, std::set<Key>& keys) {
  keys.insert(change.key);
  const std::string& name_space = change.key.name_space;
  if (const Json* owners = ValueAt(*change.object, {"metadata", "ownerReferences"})) {
    for (const Json& owner : *owners) {
      const Resource* resource =
          registry.catalog().FindKind(TextAt(owner, {"apiVersion"}), TextAt(owner, {"kind"}));
      if (resource) keys.insert({resource->id(), name_space, TextAt(owner, {"name"})});
    }
  }
  CollectGatewayApi(registry, change, keys);
  if (change.kind == Change::Kind::kModified && change.key.resource != kPods) return;
  for (const Object& quota : registry.store().List({"", "resourcequotas"}, name_space)) {
    keys.insert({{"", "resourcequotas"}, name_space, TextAt(*quota, {"metadata", "name"})});
  }
  if (change.key.resource != kPods) return;
  for (const Object& pod : {change.before, change.object}) {
    const Json* labels = pod ? ValueAt(*pod, {"metadata", "labels"}) : nullptr;
    if (!labels || !labels->is_object()) continue;
    for (const auto& [label, value] : labels->items()) {
      if (!value.is_string()) continue;
      const auto& services =
          registry.store().ServicesFor(name_space, label, value.get_ref<const std::string&>());
      keys.insert(services.begin(), services.end());
    }
  }
}

}  // namespace

void Controllers::Run(Registry& registry) {
  std::set<Key> keys;
  for (const Key& key : backstage_.alarms.TakeDue()) keys.insert(key);
  for (int round = 0; round < kMostRounds && (!keys.empty() || seen_ < registry.store().version()); ++round) {
    for (const Change& change : registry.store().ChangesSince(seen_))
      CollectConcerned(registry, change, keys);
    seen_ = registry.store().version();
    for (const Key& key : std::exchange(keys, {})) Reconcile(registry, backstage_, key);
  }
}

void ReconcileCustomResourceDefinition(Registry& registry, Backstage& /*backstage*/, const Key& key) {
  const Object definition = registry.store().Get(key);
  if (!definition) return;
  Json updated = *definition;
  Json& status = updated["status"];
  if (const Json* names = ValueAt(*definition, {"spec", "names"})) status["acceptedNames"] = *names;
  SetCondition(status, {"NamesAccepted", "True", "NoConflicts", "no conflicts found"}, registry.now());
  SetCondition(status,
               {"Established", "True", "InitialNamesAccepted", "the initial names have been accepted"},
               registry.now());
  if (!ValueAt(status, {"storedVersions"})) {
    Json& stored = status["storedVersions"] = Json::array();
    for (const Json& version : updated["spec"]["versions"]) {
      if (version.value("storage", false)) stored.push_back(version["name"]);
    }
  }
  WriteStatus(registry, definition, std::move(updated), "kube-apiserver");
  registry.Serve(*definition);
}

}  // namespace meshctl::sandbox
