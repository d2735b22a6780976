// SPDX-License-Identifier: Apache-2.0
// One function per type and a table that names them. Source of the behaviour: the defaulting code of
// Kubernetes 1.36, told in the field `serverDefaultRule` of the schema data.
#include "fields/default_rules.h"

#include <string>

#include "fields/value_at.h"

namespace meshctl::fields {
namespace {

void SetIfAbsent(Json& object, const char* key, Json value) {
  if (!object.contains(key)) object[key] = std::move(value);
}

// `:latest`, or no tag and no digest, is pulled always.
void Container(Json& container) {
  const std::string image = TextAt(container, {"image"});
  const std::size_t name = image.rfind('/') == image.npos ? 0 : image.rfind('/');
  const std::size_t tag = image.find(':', name);
  const bool latest = image.find('@') == image.npos && (tag == image.npos || image.substr(tag) == ":latest");
  SetIfAbsent(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
  SetIfAbsent(container, "resources", Json::object());
}

void ResourceRequirements(Json& resources) {
  const Json* limits = ValueAt(resources, {"limits"});
  if (!limits || !limits->is_object()) return;
  Json& requests = resources["requests"];
  for (const auto& [name, quantity] : limits->items()) {
    if (requests.is_null() || (requests.is_object() && !requests.contains(name))) requests[name] = quantity;
  }
}

void PodSpec(Json& spec) {
  const std::string account = TextAt(spec, {"serviceAccountName"});
  const std::string old_name = TextAt(spec, {"serviceAccount"});
  if (!account.empty()) spec["serviceAccount"] = account;
  if (account.empty() && !old_name.empty()) spec["serviceAccountName"] = old_name;
}

void Pod(Json& pod) {
  if (Json& spec = pod["spec"]; spec.is_object()) SetIfAbsent(spec, "enableServiceLinks", true);
}

void DeploymentSpec(Json& spec) { SetIfAbsent(spec, "strategy", {{"type", "RollingUpdate"}}); }
void UpdateStrategy(Json& spec) { SetIfAbsent(spec, "updateStrategy", {{"type", "RollingUpdate"}}); }

void RollingUpdate(Json& strategy) {
  if (TextAt(strategy, {"type"}) == "RollingUpdate") SetIfAbsent(strategy, "rollingUpdate", Json::object());
}

void StatefulSetSpec(Json& spec) {
  UpdateStrategy(spec);
  SetIfAbsent(spec, "persistentVolumeClaimRetentionPolicy", Json::object());
}

void ServicePort(Json& port) {
  if (port.contains("port")) SetIfAbsent(port, "targetPort", port["port"]);
}

void ServiceSpec(Json& spec) {
  const std::string type = TextAt(spec, {"type"});
  if (type == "ExternalName") {
    spec.erase("ipFamilyPolicy");
    return;
  }
  SetIfAbsent(spec, "internalTrafficPolicy", "Cluster");
  SetIfAbsent(spec, "ipFamilies", Json::array({"IPv4"}));
  if (type == "NodePort" || type == "LoadBalancer" || spec.contains("externalIPs")) {
    SetIfAbsent(spec, "externalTrafficPolicy", "Cluster");
  }
  if (type == "LoadBalancer") SetIfAbsent(spec, "allocateLoadBalancerNodePorts", true);
  if (TextAt(spec, {"sessionAffinity"}) == "ClientIP") {
    SetIfAbsent(spec, "sessionAffinityConfig", {{"clientIP", Json::object()}});
  }
}

void NetworkPolicySpec(Json& spec) {
  if (spec.contains("policyTypes")) return;
  spec["policyTypes"] = Json::array({"Ingress"});
  const Json* egress = ValueAt(spec, {"egress"});
  if (egress && !egress->empty()) spec["policyTypes"].push_back("Egress");
}

void Subject(Json& subject) {
  const std::string kind = TextAt(subject, {"kind"});
  if (kind == "User" || kind == "Group") SetIfAbsent(subject, "apiGroup", "rbac.authorization.k8s.io");
}

// A literal default has set `parallelism` already, so an explicit 1 counts as none here.
void JobSpec(Json& spec) {
  if (!spec.contains("completions") && spec.value("parallelism", Json(1)) == 1) spec["completions"] = 1;
  SetIfAbsent(spec, "backoffLimit", spec.contains("backoffLimitPerIndex") ? 2147483647 : 6);
  SetIfAbsent(spec, "podReplacementPolicy",
              spec.contains("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
}

void AutoscalerSpec(Json& spec) {
  const Json target = {{"type", "Utilization"}, {"averageUtilization", 80}};
  const Json cpu = {{"name", "cpu"}, {"target", target}};
  SetIfAbsent(spec, "metrics", Json::array({Json{{"type", "Resource"}, {"resource", cpu}}}));
}

struct Row {
  std::string_view type;
  void (*complete)(Json&);
};

constexpr Row kRules[] = {
    {"apps.v1.DaemonSetSpec", UpdateStrategy},
    {"apps.v1.DaemonSetUpdateStrategy", RollingUpdate},
    {"apps.v1.DeploymentSpec", DeploymentSpec},
    {"apps.v1.DeploymentStrategy", RollingUpdate},
    {"apps.v1.StatefulSetSpec", StatefulSetSpec},
    {"apps.v1.StatefulSetUpdateStrategy", RollingUpdate},
    {"autoscaling.v2.HorizontalPodAutoscalerSpec", AutoscalerSpec},
    {"batch.v1.JobSpec", JobSpec},
    {"core.v1.Container", Container},
    {"core.v1.Pod", Pod},
    {"core.v1.PodSpec", PodSpec},
    {"core.v1.ResourceRequirements", ResourceRequirements},
    {"core.v1.ServicePort", ServicePort},
    {"core.v1.ServiceSpec", ServiceSpec},
    {"networking.k8s.io.v1.NetworkPolicySpec", NetworkPolicySpec},
    {"rbac.authorization.k8s.io.v1.Subject", Subject},
};

}  // namespace

void ApplyDefaultRule(std::string_view type, Json& value) {
  for (const Row& row : kRules) {
    if (row.type == type) row.complete(value);
  }
}

}  // namespace meshctl::fields
