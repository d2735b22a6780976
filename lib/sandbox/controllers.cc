// SPDX-License-Identifier: Apache-2.0
// Which change concerns which controller. A change of a Pod concerns its owner and the Services of its
// namespace; every other change concerns the object itself and the one that owns it.
#include "sandbox/controllers.h"

#include "sandbox/conditions.h"

namespace meshctl::sandbox {
namespace {

// Controllers that contradict each other (a ReplicaSet of one Deployment under the name of another's) would
// write for ever; they go on with the next write.
constexpr int kMostRounds = 100;

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

void ReconcileOwners(Registry& registry, const Json& object, const std::string& name_space) {
  const Json* owners = ValueAt(object, {"metadata", "ownerReferences"});
  if (!owners) return;
  for (const Json& owner : *owners) {
    const Resource* resource =
        registry.catalog().FindKind(TextAt(owner, {"apiVersion"}), TextAt(owner, {"kind"}));
    if (resource) Reconcile(registry, {resource->id(), name_space, TextAt(owner, {"name"})});
  }
}

}  // namespace

void Controllers::Run(Registry& registry) {
  for (int round = 0; round < kMostRounds && seen_ < registry.store().version(); ++round) {
    const std::vector<Change> changes = registry.store().ChangesSince(seen_);
    seen_ = registry.store().version();
    for (const Change& change : changes) {
      Reconcile(registry, change.key);
      ReconcileOwners(registry, *change.object, change.key.name_space);
      if (change.key.resource != GroupResource{"", "pods"}) continue;
      for (const Object& service : registry.store().List({"", "services"}, change.key.name_space)) {
        ReconcileService(registry, {{"", "services"}, change.key.name_space, TextAt(*service, {"metadata", "name"})});
      }
    }
  }
}

void ReconcileCustomResourceDefinition(Registry& registry, const Key& key) {
  const Object definition = registry.store().Get(key);
  if (!definition) return;
  Json updated = *definition;
  Json& status = updated["status"];
  if (const Json* names = ValueAt(*definition, {"spec", "names"})) status["acceptedNames"] = *names;
  SetCondition(status, {"NamesAccepted", "True", "NoConflicts", "no conflicts found"}, registry.now());
  SetCondition(status, {"Established", "True", "InitialNamesAccepted", "the initial names have been accepted"},
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
