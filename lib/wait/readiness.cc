// SPDX-License-Identifier: Apache-2.0
// One function a kind, found in a table. The general rule at the end serves every custom resource that keeps
// to the conventions (https://github.com/kubernetes/community, api-conventions.md, "Typical status
// properties").
#include "wait/readiness.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "wait/object_view.h"
#include "wait/rollout.h"

namespace meshctl::wait {
namespace {

Standing Met() { return {Verdict::kMet, {}}; }
Standing NotYet(std::string message) { return {Verdict::kNotYet, std::move(message)}; }

/// `Programmed is False (AddressNotAssigned): no address`
std::string Said(const Json& condition) {
  std::string text = fmt::format("{} is {}", TextAt(condition, {"type"}), TextAt(condition, {"status"}));
  if (const std::string reason = TextAt(condition, {"reason"}); !reason.empty())
    text += fmt::format(" ({})", reason);
  if (const std::string message = TextAt(condition, {"message"}); !message.empty()) text += ": " + message;
  return text;
}

/// Whether a condition of `conditions` is True, and about the present generation of `object`.
Standing Holds(const Json& conditions, const char* type, const Json& object) {
  const Json* condition = ConditionIn(conditions, type);
  if (!condition) return NotYet(fmt::format("{} is not reported yet", type));
  if (!IsCurrent(*condition, object)) return NotYet("its controller has not seen the change yet");
  if (EqualIgnoringCase(TextAt(*condition, {"status"}), "True")) return Met();
  return NotYet(Said(*condition));
}

Standing Holds(const Json& object, const char* type) {
  return Holds(ListAt(object, {"status", "conditions"}), type, object);
}

Standing ReadyJob(const Json& object) {
  const Json& conditions = ListAt(object, {"status", "conditions"});
  if (const Json* failed = ConditionIn(conditions, "Failed"); failed && TextAt(*failed, {"status"}) == "True")
    return {Verdict::kFailed, Said(*failed)};
  if (const Json* complete = ConditionIn(conditions, "Complete");
      complete && TextAt(*complete, {"status"}) == "True")
    return Met();
  if (const Json* suspended = At(object, {"spec", "suspend"}); suspended && *suspended == true)
    return NotYet("it is suspended");
  return NotYet(fmt::format("{} of {} completions", NumberAt(object, {"status", "succeeded"}).value_or(0),
                            NumberAt(object, {"spec", "completions"}).value_or(1)));
}

Standing ReadyPod(const Json& object) {
  const std::string phase = TextAt(object, {"status", "phase"});
  if (phase == "Succeeded") return Met();
  if (phase == "Failed") {
    const std::string message = TextAt(object, {"status", "message"});
    return {Verdict::kFailed, message.empty() ? std::string("it has failed") : "it has failed: " + message};
  }
  return Holds(object, "Ready");
}

Standing ReadyClaim(const Json& object) {
  const std::string phase = TextAt(object, {"status", "phase"});
  if (phase == "Bound") return Met();
  if (phase == "Lost") return {Verdict::kFailed, "its volume is lost"};
  return NotYet("it is not bound to a volume");
}

Standing ReadyDefinition(const Json& object) {
  const Json& conditions = ListAt(object, {"status", "conditions"});
  if (const Json* names = ConditionIn(conditions, "NamesAccepted");
      names && TextAt(*names, {"status"}) == "False")
    return NotYet(Said(*names));
  return Holds(conditions, "Established", object);
}

/// Routes report to every parent that a controller feels responsible for.
Standing ReadyRoute(const Json& object) {
  const Json& wanted = ListAt(object, {"spec", "parentRefs"});
  const Json& parents = ListAt(object, {"status", "parents"});
  if (wanted.empty()) return Met();
  for (const Json& parent : parents) {
    for (const char* type : {"Accepted", "ResolvedRefs"}) {
      Standing standing = Holds(ListAt(parent, {"conditions"}), type, object);
      if (standing.verdict == Verdict::kMet) continue;
      const std::string name = TextAt(parent, {"parentRef", "name"});
      standing.message = fmt::format("at {}: {}", name.empty() ? "its parent" : name, standing.message);
      return standing;
    }
  }
  if (parents.size() < wanted.size()) {
    return NotYet(fmt::format("{} of {} parents have answered", parents.size(), wanted.size()));
  }
  return Met();
}

Standing ReadyNamespace(const Json& object) {
  const std::string phase = TextAt(object, {"status", "phase"});
  return phase.empty() || phase == "Active" ? Met() : NotYet("it is " + LowerAscii(phase));
}

Standing ReadyService(const Json& object) {
  if (TextAt(object, {"spec", "type"}) != "LoadBalancer") return Met();
  return ListAt(object, {"status", "loadBalancer", "ingress"}).empty() ? NotYet("it has no address yet")
                                                                       : Met();
}

Standing ReadyReplicas(const Json& object) {
  const std::int64_t wanted = NumberAt(object, {"spec", "replicas"}).value_or(1);
  const std::int64_t available = NumberAt(object, {"status", "availableReplicas"}).value_or(0);
  if (available >= wanted) return Met();
  return NotYet(fmt::format("{} of {} replicas are available", available, wanted));
}

Standing ReadyByCondition(const Json& object) {
  return ConditionIn(ListAt(object, {"status", "conditions"}), "Ready") ? Holds(object, "Ready") : Met();
}

struct Row {
  std::string_view group;
  std::string_view kind;
  Standing (*standing)(const Json&);
};

constexpr std::string_view kGatewayApi = "gateway.networking.k8s.io";

constexpr Row kRows[] = {
    {"apps", "Deployment", ReadyWorkload},
    {"apps", "StatefulSet", ReadyWorkload},
    {"apps", "DaemonSet", ReadyWorkload},
    {"apps", "ReplicaSet", ReadyReplicas},
    {"", "ReplicationController", ReadyReplicas},
    {"batch", "Job", ReadyJob},
    {"", "Pod", ReadyPod},
    {"", "PersistentVolumeClaim", ReadyClaim},
    {"", "Namespace", ReadyNamespace},
    {"", "Service", ReadyService},
    {"apiextensions.k8s.io", "CustomResourceDefinition", ReadyDefinition},
    {"apiregistration.k8s.io", "APIService", [](const Json& object) { return Holds(object, "Available"); }},
    {kGatewayApi, "Gateway", [](const Json& object) { return Holds(object, "Programmed"); }},
    {kGatewayApi, "GatewayClass", [](const Json& object) { return Holds(object, "Accepted"); }},
    {kGatewayApi, "HTTPRoute", ReadyRoute},
    {kGatewayApi, "GRPCRoute", ReadyRoute},
    {kGatewayApi, "TLSRoute", ReadyRoute},
    {kGatewayApi, "TCPRoute", ReadyRoute},
    {kGatewayApi, "UDPRoute", ReadyRoute},
};

}  // namespace

Standing ReadinessOf(const Json& object) {
  if (!TextAt(object, {"metadata", "deletionTimestamp"}).empty()) {
    return TextAt(object, {"kind"}) == "Namespace" ? NotYet("it is terminating")
                                                   : NotYet("it is being deleted");
  }
  const std::string group = GroupOf(object);
  const std::string kind = TextAt(object, {"kind"});
  const auto row =
      std::ranges::find_if(kRows, [&](const Row& of) { return of.group == group && of.kind == kind; });
  if (row != std::end(kRows)) {
    if (!IsCurrent(Json::object(), object) && !RollsOut(object))
      return NotYet("its controller has not seen the change yet");
    return row->standing(object);
  }
  if (!IsCurrent(Json::object(), object)) return NotYet("its controller has not seen the change yet");
  return ReadyByCondition(object);
}

}  // namespace meshctl::wait
