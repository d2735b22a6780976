// SPDX-License-Identifier: Apache-2.0
// IST0171: what controllers wrote into `status`. Conditions of single listeners are left out, as upstream;
// routes have conditions for each of their parents.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/settings/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::array<std::string_view, 1> kWaypoint = {"istio.io/WaypointBound"};
constexpr std::array<std::string_view, 2> kPolicy = {"WaypointAccepted", "ZtunnelAccepted"};
constexpr std::array<std::string_view, 3> kGatewayApi = {"Accepted", "Programmed", "ResolvedRefs"};

// The conditions that are bad news of a kind when they do not hold.
struct Watched {
  Kind kind;
  std::span<const std::string_view> conditions;
};
constexpr Watched kWatched[] = {
    {kind::kService, kWaypoint},
    {kind::kServiceEntry, kWaypoint},
    {kind::kWorkloadEntry, kWaypoint},
    {kind::kAuthorizationPolicy, kPolicy},
    {kind::kKubernetesGateway, kGatewayApi},
    {kind::kHttpRoute, kGatewayApi},
    {kind::kGrpcRoute, kGatewayApi},
};

// Some rules of a policy are enforced and others not, and Istio still calls it accepted.
bool IsHalfAccepted(const Kind& kind, const yaml::Node& condition) {
  return kind == kind::kAuthorizationPolicy && condition.Get("type").string() == "WaypointAccepted" &&
         condition.Get("reason").string() == "PartiallyInvalid";
}

class Conditions {
 public:
  Conditions(const Watched& watched, const model::Object& object, Findings& findings)
      : watched_(watched), object_(object), findings_(findings) {}

  void Check() {
    const yaml::Node& status = object_.Get("status");
    if (watched_.kind != kind::kHttpRoute && watched_.kind != kind::kGrpcRoute) {
      CheckList(status.Get("conditions"), {});
      return;
    }
    for (const yaml::Node& parent : status.Get("parents").items())
      CheckList(parent.Get("conditions"), parent.Get("parentRef").Get("name").string());
  }

 private:
  void CheckList(const yaml::Node& conditions, std::string_view parent) {
    for (const yaml::Node& condition : conditions.items()) {
      const std::string_view type = condition.Get("type").string();
      const bool watched = std::ranges::find(watched_.conditions, type) != watched_.conditions.end();
      const bool negative = watched && condition.Get("status").string() == "False";
      if (negative || IsHalfAccepted(watched_.kind, condition)) Report(condition, parent);
    }
  }

  void Report(const yaml::Node& condition, std::string_view parent) {
    const std::string_view type = condition.Get("type").string(), reason = condition.Get("reason").string(),
                           text = condition.Get("message").string();
    std::string message = fmt::format("condition `{}` is `{}`", type, condition.Get("status").text());
    if (!reason.empty()) message += fmt::format(", reason `{}`", reason);
    if (!text.empty()) message += fmt::format(": {}", text);
    if (!said_.insert(message).second) return;
    diag::Diagnostic& d = findings_.Add(object_, condition.Get("status").span(), std::move(message));
    if (!parent.empty()) d.primary.text = fmt::format("for the parent `{}`", parent);
  }

  const Watched& watched_;
  const model::Object& object_;
  Findings& findings_;
  std::set<std::string> said_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const Watched& watched : kWatched) {
    for (const model::Object* object : mesh.ObjectsOf(watched.kind.group, watched.kind.name))
      Conditions(watched, *object, findings).Check();
  }
}

constexpr Kind kReads[] = {kind::kAuthorizationPolicy, kind::kGrpcRoute, kind::kKubernetesGateway,
                           kind::kHttpRoute,           kind::kService,   kind::kServiceEntry,
                           kind::kWorkloadEntry};

}  // namespace

constinit const Rule kNegativeCondition = {
    .name = "negative-condition",
    .code = "IST0171",
    .analyzers = {"conditions.ConditionAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a controller says of an object that it is not accepted, bound or programmed",
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
