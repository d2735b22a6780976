// SPDX-License-Identifier: Apache-2.0
// Deployment → ReplicaSets. The arithmetic of a rolling update is that of Kubernetes' deployment controller
// (pkg/controller/deployment): never more Pods than replicas and maxSurge, never fewer available ones than
// replicas without maxUnavailable. So a rollout whose new Pods are stuck stops where a real one does.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "sandbox/addresses.h"
#include "sandbox/conditions.h"
#include "sandbox/controllers.h"
#include "sandbox/workloads.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kReplicaSets{"apps", "replicasets"};
constexpr const char* kHashLabel = "pod-template-hash";
constexpr const char* kRevision = "deployment.kubernetes.io/revision";
constexpr const char* kDesired = "deployment.kubernetes.io/desired-replicas";
constexpr const char* kMost = "deployment.kubernetes.io/max-replicas";
constexpr std::int64_t kDefaultDeadline = 600;  // seconds

std::int64_t RevisionOf(const Json& object) {
  const std::string text = TextAt(object, {"metadata", "annotations", kRevision});
  return text.empty() ? 0 : std::strtoll(text.c_str(), nullptr, 10);
}

// A number, or a percentage of the replicas.
enum class Rounding { kUp, kDown };
std::int64_t Share(const Json& deployment, std::string_view field, std::int64_t replicas, Rounding rounding) {
  const Json* value = ValueAt(deployment, {"spec", "strategy", "rollingUpdate", field});
  if (!value) return 0;
  if (value->is_number_integer()) return value->get<std::int64_t>();
  if (!value->is_string()) return 0;
  const std::int64_t percent = std::strtoll(value->get_ref<const std::string&>().c_str(), nullptr, 10);
  return (replicas * percent + (rounding == Rounding::kUp ? 99 : 0)) / 100;
}

// How many Pods there may be at most, and how many available ones at least, during a rollout.
struct Bounds {
  std::int64_t wanted = 0;
  std::int64_t most = 0;
  std::int64_t least_available = 0;
  bool recreate = false;
};

Bounds BoundsOf(const Json& deployment) {
  Bounds bounds;
  bounds.wanted = WantedReplicas(deployment);
  bounds.recreate = TextAt(deployment, {"spec", "strategy", "type"}) == "Recreate";
  if (bounds.recreate) {
    bounds.most = bounds.wanted;
    bounds.least_available = bounds.wanted;
    return bounds;
  }
  const std::int64_t surge = Share(deployment, "maxSurge", bounds.wanted, Rounding::kUp);
  std::int64_t unavailable = Share(deployment, "maxUnavailable", bounds.wanted, Rounding::kDown);
  if (surge == 0 && unavailable == 0) unavailable = 1;
  bounds.most = bounds.wanted + surge;
  bounds.least_available = std::max<std::int64_t>(0, bounds.wanted - unavailable);
  return bounds;
}

// Numbers of several ReplicaSets together.
struct Count {
  std::int64_t wanted = 0;
  std::int64_t present = 0;
  std::int64_t ready = 0;

  void Add(const Json& set) {
    wanted += NumberAt(set, {"spec", "replicas"}, 0);
    present += NumberAt(set, {"status", "replicas"}, 0);
    ready += NumberAt(set, {"status", "readyReplicas"}, 0);
  }
};

class Rollout {
 public:
  Rollout(Registry& registry, Backstage& backstage, const Key& key, const Object& deployment)
      : registry_(registry),
        backstage_(backstage),
        key_(key),
        deployment_(deployment),
        bounds_(BoundsOf(*deployment)) {}

  void Run();

 private:
  bool FindOrCreateSet();
  void Number();
  void ScaleNew();
  void ScaleOld();
  void Scale(const Object& set, std::int64_t replicas);
  void Annotate(const Key& key, const Json& annotations);
  void CountSets();
  std::vector<Object> OldSets() const;
  void WriteStatus();
  void SetProgress(Json& status, const Json& set);
  bool IsComplete(const Json& status) const;
  bool Progresses(const Json& status) const;
  bool IsPaused() const { return ValueOr(*deployment_, {"spec", "paused"}, false) == true; }

  Registry& registry_;
  Backstage& backstage_;
  const Key& key_;
  const Object deployment_;
  const Bounds bounds_;
  Key new_key_;
  Count all_;
  Count new_;
};

bool Rollout::FindOrCreateSet() {
  const Resource* resource = registry_.catalog().Preferred(kReplicaSets);
  if (!resource) return false;
  Json template_part = ValueOr(*deployment_, {"spec", "template"}, Json::object());
  const std::string hash = RevisionHash(*deployment_);
  new_key_ = {kReplicaSets, key_.name_space, fmt::format("{}-{}", key_.name, hash)};
  if (registry_.store().Get(new_key_)) return true;

  template_part["metadata"]["labels"][kHashLabel] = hash;
  Json selector = ValueOr(*deployment_, {"spec", "selector"}, Json::object());
  selector["matchLabels"][kHashLabel] = hash;
  Json set = {
      {"metadata",
       {{"name", new_key_.name},
        {"namespace", key_.name_space},
        {"labels", template_part["metadata"]["labels"]},
        {"ownerReferences", Json::array({OwnerReference(*deployment_)})}}},
      {"spec", {{"replicas", 0}, {"selector", std::move(selector)}, {"template", std::move(template_part)}}}};
  if (const Json* seconds = ValueAt(*deployment_, {"spec", "minReadySeconds"}))
    set["spec"]["minReadySeconds"] = *seconds;
  return registry_.Create(*resource, std::move(set), {ControllerOwner(*resource), "", Commit::kStore})
      .has_value();
}

std::vector<Object> Rollout::OldSets() const {
  std::vector<Object> sets = OwnedBy(registry_, *deployment_, kReplicaSets);
  std::erase_if(sets,
                [this](const Object& set) { return TextAt(*set, {"metadata", "name"}) == new_key_.name; });
  std::ranges::stable_sort(sets, {}, [](const Object& set) { return RevisionOf(*set); });
  return sets;
}

void Rollout::Annotate(const Key& key, const Json& annotations) {
  const Object object = registry_.store().Get(key);
  const Resource* resource = registry_.catalog().Preferred(key.resource);
  if (!object || !resource) return;
  Json marked = *object;
  for (const auto& [name, value] : annotations.items()) marked["metadata"]["annotations"][name] = value;
  Ignore(registry_.Update(*resource, object, std::move(marked),
                          {ControllerOwner(*resource), "", Commit::kStore}));
}

// Marks the new ReplicaSet and the Deployment with the number of the rollout.
void Rollout::Number() {
  std::int64_t newest = 0;
  for (const Object& set : OldSets()) newest = std::max(newest, RevisionOf(*set));
  const Object current = registry_.store().Get(new_key_);
  // The number of an earlier template that comes back is raised.
  const std::int64_t revision = std::max(RevisionOf(*current), newest + 1);
  Annotate(new_key_, {{kRevision, std::to_string(revision)},
                      {kDesired, std::to_string(bounds_.wanted)},
                      {kMost, std::to_string(bounds_.most)}});
  Annotate(key_, {{kRevision, std::to_string(revision)}});
}

void Rollout::CountSets() {
  all_ = {};
  new_ = {};
  for (const Object& set : OldSets()) all_.Add(*set);
  const Object current = registry_.store().Get(new_key_);
  if (!current) return;
  all_.Add(*current);
  new_.Add(*current);
}

void Rollout::Scale(const Object& set, std::int64_t replicas) {
  const Resource* resource = registry_.catalog().Preferred(kReplicaSets);
  if (!set || !resource || NumberAt(*set, {"spec", "replicas"}, -1) == replicas) return;
  Json scaled = *set;
  scaled["spec"]["replicas"] = replicas;
  Ignore(
      registry_.Update(*resource, set, std::move(scaled), {ControllerOwner(*resource), "", Commit::kStore}));
}

void Rollout::ScaleNew() {
  if (new_.wanted >= bounds_.wanted) return Scale(registry_.store().Get(new_key_), bounds_.wanted);
  std::int64_t room = bounds_.most - all_.wanted;
  if (bounds_.recreate) room = all_.present > new_.present ? 0 : bounds_.wanted;
  if (room <= 0) return;
  Scale(registry_.store().Get(new_key_), new_.wanted + std::min(room, bounds_.wanted - new_.wanted));
}

void Rollout::ScaleOld() {
  if (bounds_.recreate) {
    for (const Object& set : OldSets()) Scale(set, 0);
    return;
  }
  std::int64_t spare = all_.wanted - bounds_.least_available - (new_.wanted - new_.ready);
  if (spare <= 0) return;
  // Pods that are not available go first, since nobody misses them.
  std::int64_t available = all_.ready - bounds_.least_available;
  for (const Object& set : OldSets()) {
    const std::int64_t wanted = NumberAt(*set, {"spec", "replicas"}, 0);
    const std::int64_t ready = NumberAt(*set, {"status", "readyReplicas"}, 0);
    const std::int64_t broken = std::clamp<std::int64_t>(wanted - ready, 0, spare);
    spare -= broken;
    const std::int64_t sound = std::clamp<std::int64_t>(std::min(spare, available), 0, wanted - broken);
    spare -= sound;
    available -= sound;
    Scale(set, wanted - broken - sound);
  }
}

bool Rollout::IsComplete(const Json& status) const {
  return NumberAt(status, {"updatedReplicas"}, 0) == bounds_.wanted &&
         NumberAt(status, {"replicas"}, 0) == bounds_.wanted &&
         NumberAt(status, {"availableReplicas"}, 0) == bounds_.wanted;
}

bool Rollout::Progresses(const Json& status) const {
  const Json before = ValueOr(*deployment_, {"status"}, Json::object());
  auto grew = [&](std::string_view field) {
    return NumberAt(status, {field}, 0) > NumberAt(before, {field}, 0);
  };
  const auto old = [](const Json& of) {
    return NumberAt(of, {"replicas"}, 0) - NumberAt(of, {"updatedReplicas"}, 0);
  };
  return grew("updatedReplicas") || grew("readyReplicas") || grew("availableReplicas") ||
         old(status) < old(before);
}

const Json* FindCondition(const Json& status, std::string_view type) {
  const Json* conditions = ValueAt(status, {"conditions"});
  if (!conditions) return nullptr;
  for (const Json& condition : *conditions) {
    if (TextAt(condition, {"type"}) == type) return &condition;
  }
  return nullptr;
}

void Rollout::SetProgress(Json& status, const Json& set) {
  const std::string name = TextAt(set, {"metadata", "name"});
  const Json* before = FindCondition(status, "Progressing");
  const std::string reason = before ? TextAt(*before, {"reason"}) : "";
  const bool about_this =
      before && TextAt(*before, {"message"}).find("\"" + name + "\"") != std::string::npos;
  if (IsComplete(status)) {
    backstage_.alarms.Clear(key_);
    SetCondition(status,
                 {"Progressing", "True", "NewReplicaSetAvailable",
                  fmt::format("ReplicaSet \"{}\" has successfully progressed.", name)},
                 registry_.now());
    return;
  }
  // Pods that fail later are no rollout.
  if (reason == "NewReplicaSetAvailable" && about_this && new_.wanted == all_.wanted) return;
  const std::int64_t deadline = NumberAt(*deployment_, {"spec", "progressDeadlineSeconds"}, kDefaultDeadline);
  const bool overdue = reason == "ProgressDeadlineExceeded";
  const bool other_deadline = std::exchange(backstage_.deadlines[key_], deadline) != deadline && !overdue;
  if (!about_this || Progresses(status) || other_deadline) {
    backstage_.alarms.Set(key_, std::chrono::seconds(deadline));
    SetCondition(
        status,
        {"Progressing", "True", "ReplicaSetUpdated", fmt::format("ReplicaSet \"{}\" is progressing.", name)},
        registry_.now());
  } else if (!backstage_.alarms.IsSet(key_)) {
    SetCondition(status,
                 {"Progressing", "False", "ProgressDeadlineExceeded",
                  fmt::format("ReplicaSet \"{}\" has timed out progressing.", name)},
                 registry_.now());
  }
}

void SetOrErase(Json& status, const char* field, std::int64_t number) {
  if (number > 0) {
    status[field] = number;
  } else {
    status.erase(field);
  }
}

// What the ReplicaSet was refused is the Deployment's trouble too.
void CopyFailure(Json& status, const Json& set, const std::string& now) {
  const Json its = ValueOr(set, {"status"}, Json::object());
  const Json* failure = FindCondition(its, "ReplicaFailure");
  if (failure) {
    SetCondition(
        status, {"ReplicaFailure", "True", TextAt(*failure, {"reason"}), TextAt(*failure, {"message"})}, now);
  } else {
    DropCondition(status, "ReplicaFailure");
  }
}

void Rollout::WriteStatus() {
  const Object deployment = registry_.store().Get(key_);
  const Object set = registry_.store().Get(new_key_);
  if (!deployment) return;
  Json changed = *deployment;
  Json& status = changed["status"];
  status["observedGeneration"] = NumberAt(*deployment, {"metadata", "generation"}, 1);
  SetOrErase(status, "replicas", all_.present);
  SetOrErase(status, "updatedReplicas", new_.present);
  SetOrErase(status, "readyReplicas", all_.ready);
  SetOrErase(status, "availableReplicas", all_.ready);
  SetOrErase(status, "unavailableReplicas", all_.wanted - all_.ready);
  const bool available = all_.ready >= bounds_.least_available;
  SetCondition(status,
               available ? Condition{"Available", "True", "MinimumReplicasAvailable",
                                     "Deployment has minimum availability."}
                         : Condition{"Available", "False", "MinimumReplicasUnavailable",
                                     "Deployment does not have minimum availability."},
               registry_.now());
  if (set) CopyFailure(status, *set, registry_.now());
  if (IsPaused()) {
    SetCondition(status, {"Progressing", "Unknown", "DeploymentPaused", "Deployment is paused"},
                 registry_.now());
  } else if (set) {
    SetProgress(status, *set);
  }
  for (Json& condition : status["conditions"]) {
    if (!condition.contains("lastUpdateTime")) condition["lastUpdateTime"] = condition["lastTransitionTime"];
  }
  sandbox::WriteStatus(registry_, deployment, std::move(changed), kControllerManager);
}

void Rollout::Run() {
  if (!IsPaused()) {
    if (!FindOrCreateSet()) return;
    Number();
    CountSets();
    ScaleNew();
    CountSets();
    ScaleOld();
  } else {
    new_key_ = {kReplicaSets, key_.name_space, fmt::format("{}-{}", key_.name, RevisionHash(*deployment_))};
  }
  CountSets();
  WriteStatus();
}

}  // namespace

void ReconcileDeployment(Registry& registry, Backstage& backstage, const Key& key) {
  const Object deployment = registry.store().Get(key);
  if (!deployment) {
    backstage.alarms.Clear(key);
    backstage.deadlines.erase(key);
    return;
  }
  if (!TextAt(*deployment, {"metadata", "deletionTimestamp"}).empty()) return;
  Rollout(registry, backstage, key, deployment).Run();
}

}  // namespace meshctl::sandbox
