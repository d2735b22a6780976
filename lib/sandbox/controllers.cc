// SPDX-License-Identifier: Apache-2.0
// Which change concerns which controller. A change concerns the object itself and the one that owns it; that
// of a Pod also the Services of its namespace. In each round every object concerned is looked at once.
#include "sandbox/controllers.h"

#include <set>

#include "sandbox/conditions.h"

namespace meshctl::sandbox {
namespace {

// Controllers that contradict each other (a ReplicaSet of one Deployment under the name of another's) would
// write for ever; they go on with the next write.
constexpr int kMostRounds = 20;

struct Row {
  GroupResource resource;
  void (*reconcile)(Registry&, const Key&);
};

const Row kControllers[] = {
    {{"apps", "deployments"}, ReconcileDeployment},
    {{"apps", "replicasets"}, ReconcilePodOwner},
    {{"apps", "statefulsets"}, ReconcilePodOwner},
    {{"apps", "daemonsets"}, ReconcilePodOwner},
    {{"", "pods"}, ReconcilePod},
    {{"", "services"}, ReconcileService},
    {{"apiextensions.k8s.io", "customresourcedefinitions"}, ReconcileCustomResourceDefinition},
};

void Reconcile(Registry& registry, const Key& key) {
  for (const Row& row : kControllers) {
    if (row.resource == key.resource) row.reconcile(registry, key);
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
  if (change.key.resource != GroupResource{"", "pods"}) return;
  for (const Object& service : registry.store().List({"", "services"}, name_space)) {
    keys.insert({{"", "services"}, name_space, TextAt(*service, {"metadata", "name"})});
  }
}

}  // namespace

void Controllers::Run(Registry& registry) {
  for (int round = 0; round < kMostRounds && seen_ < registry.store().version(); ++round) {
    std::set<Key> keys;
    for (const Change& change : registry.store().ChangesSince(seen_))
      CollectConcerned(registry, change, keys);
    seen_ = registry.store().version();
    for (const Key& key : keys) Reconcile(registry, key);
  }
}

void ReconcileCustomResourceDefinition(Registry& registry, const Key& key) {
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
}

}  // namespace meshctl::sandbox
