// SPDX-License-Identifier: Apache-2.0
// One JSON text a kind, laid under the object. They are read off Kubernetes' types: fields without
// `omitempty`, and structs, which `omitempty` does not leave out.
#include "sandbox/always_there.h"

#include "sandbox/store.h"

namespace meshctl::sandbox {
namespace {

struct Row {
  std::string_view group;
  std::string_view plural;
  std::string_view text;
};

constexpr Row kRows[] = {
    {"", "events", R"({"involvedObject":{},"source":{}})"},
    {"", "limitranges", R"({"spec":{"limits":[]}})"},
    {"", "namespaces", R"({"spec":{},"status":{}})"},
    {"", "nodes", R"({"spec":{},"status":{"daemonEndpoints":{"kubeletEndpoint":{}},"nodeInfo":{}}})"},
    {"", "persistentvolumeclaims", R"({"spec":{"resources":{}},"status":{}})"},
    {"", "persistentvolumes", R"({"spec":{},"status":{}})"},
    {"", "pods", R"({"spec":{"containers":[]},"status":{}})"},
    {"", "podtemplates", R"({"template":{"metadata":{},"spec":{"containers":[]}}})"},
    {"", "replicationcontrollers", R"({"spec":{},"status":{"replicas":0}})"},
    {"", "resourcequotas", R"({"spec":{},"status":{}})"},
    {"", "services", R"({"spec":{},"status":{"loadBalancer":{}}})"},
    {"apiextensions.k8s.io", "customresourcedefinitions", R"({"spec":{"names":{}},"status":{}})"},
    {"apps", "daemonsets",
     R"({"spec":{"template":{"metadata":{},"spec":{"containers":[]}},"updateStrategy":{}},)"
     R"("status":{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,)"
     R"("numberReady":0}})"},
    {"apps", "deployments",
     R"({"spec":{"strategy":{},"template":{"metadata":{},"spec":{"containers":[]}}},"status":{}})"},
    {"apps", "replicasets",
     R"({"spec":{"template":{"metadata":{},"spec":{"containers":[]}}},"status":{"replicas":0}})"},
    {"apps", "statefulsets",
     R"({"spec":{"template":{"metadata":{},"spec":{"containers":[]}},"updateStrategy":{}},)"
     R"("status":{"availableReplicas":0,"replicas":0}})"},
    {"autoscaling", "horizontalpodautoscalers", R"({"spec":{"scaleTargetRef":{}},"status":{}})"},
    {"batch", "cronjobs",
     R"({"spec":{"jobTemplate":{"metadata":{},"spec":{"template":{"metadata":{},)"
     R"("spec":{"containers":[]}}}}},"status":{}})"},
    {"batch", "jobs", R"({"spec":{"template":{"metadata":{},"spec":{"containers":[]}}},"status":{}})"},
    {"certificates.k8s.io", "certificatesigningrequests", R"({"spec":{},"status":{}})"},
    {"coordination.k8s.io", "leases", R"({"spec":{}})"},
    {"networking.k8s.io", "ingressclasses", R"({"spec":{}})"},
    {"networking.k8s.io", "ingresses", R"({"spec":{},"status":{"loadBalancer":{}}})"},
    {"networking.k8s.io", "networkpolicies", R"({"spec":{"podSelector":{}}})"},
    {"policy", "poddisruptionbudgets", R"({"spec":{},"status":{}})"},
};

void LayUnder(const Json& under, Json& value) {
  if (!under.is_object() || !value.is_object()) return;
  for (const auto& [key, below] : under.items()) {
    Json& at = value[key];
    if (at.is_null()) {
      at = below;
    } else {
      LayUnder(below, at);
    }
  }
}

}  // namespace

Json WithWhatIsAlwaysThere(const Resource& resource, Json object) {
  if (resource.custom) return object;
  for (const Row& row : kRows) {
    if (row.group == resource.group && row.plural == resource.plural) LayUnder(Json::parse(row.text), object);
  }
  return object;
}

}  // namespace meshctl::sandbox
