// SPDX-License-Identifier: Apache-2.0
// The rules are those of polymorphichelpers in k8s.io/kubectl: which objects belong to a history, which
// annotations stay with a Deployment, and that a hash in a template's labels is not part of it.
#include "cmd/rollout_revisions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "cmd/object_selection.h"
#include "cmd/rollout.h"
#include "kube/discovery.h"
#include "sandbox/selector.h"
#include "wait/object_view.h"

namespace meshctl::cmd {
namespace {

constexpr const char* kRevisionAnnotation = "deployment.kubernetes.io/revision";
constexpr const char* kChangeCause = "kubernetes.io/change-cause";

/// What a Deployment keeps whichever revision it goes back to.
constexpr std::array<std::string_view, 6> kOfTheDeployment = {
    "kubectl.kubernetes.io/last-applied-configuration",
    kRevisionAnnotation,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to"};

bool IsControlledBy(const Json& object, const std::string& uid) {
  return std::ranges::any_of(wait::ListAt(object, {"metadata", "ownerReferences"}), [&](const Json& owner) {
    const Json* controller = wait::At(owner, {"controller"});
    return controller && *controller == true && wait::TextAt(owner, {"uid"}) == uid;
  });
}

/// A template without what controllers and older servers put into it.
Json Plain(const Json* of) {
  Json plain = of && of->is_object() ? *of : Json::object();
  plain.erase("$patch");
  const auto metadata = plain.find("metadata");
  if (metadata == plain.end() || !metadata->is_object()) return plain;
  if (metadata->contains("creationTimestamp") && (*metadata)["creationTimestamp"].is_null())
    metadata->erase("creationTimestamp");
  const auto labels = metadata->find("labels");
  if (labels != metadata->end() && labels->is_object()) labels->erase("pod-template-hash");
  return plain;
}

std::optional<std::int64_t> NumberIn(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Revision> RevisionOf(const Json& kept, bool replica_set) {
  const auto number = replica_set
                          ? NumberIn(wait::TextAt(kept, {"metadata", "annotations", kRevisionAnnotation}))
                          : wait::NumberAt(kept, {"revision"});
  if (!number) return std::nullopt;
  Revision revision{.number = *number,
                    .change_cause = wait::TextAt(kept, {"metadata", "annotations", kChangeCause}),
                    .pod_template = Plain(replica_set ? wait::At(kept, {"spec", "template"})
                                                      : wait::At(kept, {"data", "spec", "template"})),
                    .annotations = nullptr};
  if (replica_set) {
    const Json* annotations = wait::At(kept, {"metadata", "annotations"});
    revision.annotations = annotations ? *annotations : Json::object();
  }
  return revision;
}

/// The annotations of the revision, and those that are the Deployment's own.
Json AnnotationsAt(const Revision& revision, const Json& deployment) {
  const auto own = [](const std::string& key) {
    return std::ranges::find(kOfTheDeployment, key) != kOfTheDeployment.end();
  };
  Json annotations = Json::object();
  for (const auto& [key, value] : revision.annotations.items()) {
    if (!own(key)) annotations[key] = value;
  }
  const Json* now = wait::At(deployment, {"metadata", "annotations"});
  if (now && now->is_object()) {
    for (const auto& [key, value] : now->items()) {
      if (own(key)) annotations[key] = value;
    }
  }
  return annotations;
}

}  // namespace

Result<RolloutHistory> ReadHistory(kube::Client& client, const wait::Target& target) {
  const std::string label = LabelOf(target.type, target.name);
  auto workload = client.Get(target.type, target.name_space, target.name);
  if (!workload) {
    if (workload.error().status == 404)
      return std::unexpected(ClusterError(NotFound(target.type, target.name)));
    return std::unexpected(std::move(workload).error().error.In(label));
  }
  const bool deployment = target.type.kind == "Deployment";
  const auto kept = client.Resolve("apps/v1", deployment ? "ReplicaSet" : "ControllerRevision");
  if (!kept) {
    return std::unexpected(Error(kept.error().error).In(fmt::format("cannot read the history of {}", label)));
  }
  const Json* selector = wait::At(*workload, {"spec", "selector"});
  const auto listed = client.List(
      *kept, {.name_space = target.name_space,
              .label_selector =
                  sandbox::Selector::OfLabelSelector(selector ? *selector : Json::object()).ToString()});
  if (!listed) {
    return std::unexpected(
        Error(listed.error().error).In(fmt::format("cannot read the history of {}", label)));
  }
  RolloutHistory history;
  const std::string uid = wait::TextAt(*workload, {"metadata", "uid"});
  for (const Json& object : *listed) {
    if (!IsControlledBy(object, uid)) continue;
    if (auto revision = RevisionOf(object, deployment)) history.revisions.push_back(*std::move(revision));
  }
  std::ranges::stable_sort(history.revisions, {}, &Revision::number);
  history.workload = *std::move(workload);
  return history;
}

Result<const Revision*> FindRevision(const RolloutHistory& history, std::int64_t number) {
  const std::vector<Revision>& revisions = history.revisions;
  if (number == 0) {
    if (revisions.size() > 1) return &revisions[revisions.size() - 2];
    return std::unexpected(ClusterError("there is no revision before the latest"));
  }
  const auto found = std::ranges::find(revisions, number, &Revision::number);
  if (found != revisions.end()) return &*found;
  std::vector<std::int64_t> numbers;
  for (const Revision& revision : revisions) numbers.push_back(revision.number);
  Error error = ClusterError(fmt::format("there is no revision {} in its history", number));
  if (!numbers.empty()) error.hints.push_back(fmt::format("it holds {}", fmt::join(numbers, ", ")));
  return std::unexpected(std::move(error));
}

bool IsCurrent(const RolloutHistory& history, const Revision& revision) {
  return Plain(wait::At(history.workload, {"spec", "template"})) == revision.pod_template;
}

kube::Request UndoRequest(const RolloutHistory& history, const Revision& revision, const wait::Target& target,
                          kube::DryRun dry_run) {
  const std::string uid = wait::TextAt(history.workload, {"metadata", "uid"});
  Json patch = {{{"op", "test"}, {"path", "/metadata/uid"}, {"value", uid}},
                {{"op", "replace"}, {"path", "/spec/template"}, {"value", revision.pod_template}}};
  if (revision.annotations.is_object()) {
    patch.push_back({{"op", "add"},
                     {"path", "/metadata/annotations"},
                     {"value", AnnotationsAt(revision, history.workload)}});
  }
  kube::Request request{.method = kube::Method::kPatch,
                        .path = kube::ObjectPath(target.type, target.name_space, target.name),
                        .query = {{"fieldManager", kRolloutManager}},
                        .content_type = "application/json-patch+json",
                        .body = patch.dump()};
  if (dry_run == kube::DryRun::kServer) request.query.emplace_back("dryRun", "All");
  return request;
}

}  // namespace meshctl::cmd
