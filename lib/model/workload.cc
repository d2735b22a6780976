// SPDX-License-Identifier: Apache-2.0
// Decodes Pods and Pod templates. A Pod is its own template; a CronJob keeps its template one level deeper.
#include "model/workload.h"

#include <algorithm>
#include <array>

namespace meshctl::model {
namespace {

constexpr std::array<std::string_view, 4> kAppKinds = {"DaemonSet", "Deployment", "ReplicaSet",
                                                       "StatefulSet"};
constexpr std::array<std::string_view, 2> kBatchKinds = {"CronJob", "Job"};

ContainerPort DecodeContainerPort(const Fields& fields) {
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .number = fields.GetNumber("containerPort"),
          .protocol = fields.GetText("protocol")};
}

Container DecodeContainer(const Fields& fields) {
  return {.span = fields.span(),
          .node = &fields.node(),
          .name = fields.GetText("name"),
          .image = fields.GetText("image"),
          .ports = fields.GetMessages("ports", DecodeContainerPort),
          .run_as_user = fields.In("securityContext").GetNumber("runAsUser")};
}

/// `fields` holds metadata and spec: a Pod or a template.
PodTemplate DecodePodTemplate(const Fields& fields) {
  Fields metadata = fields.In("metadata");
  Fields spec = fields.In("spec");
  return {.span = fields.span(),
          .spec = &spec.node(),
          .labels = metadata.GetLabels("labels"),
          .annotations = metadata.GetLabels("annotations"),
          .containers = spec.GetMessages("containers", DecodeContainer),
          .init_containers = spec.GetMessages("initContainers", DecodeContainer),
          .service_account = spec.GetText("serviceAccountName"),
          .host_network = spec.GetSwitch("hostNetwork"),
          .node_name = spec.GetText("nodeName"),
          .run_as_user = spec.In("securityContext").GetNumber("runAsUser")};
}

Fields TemplateOf(const Object& object) {
  Fields root(*object.root);
  if (*object.kind == "Pod") return root;
  if (*object.kind == "CronJob") return root.In("spec").In("jobTemplate").In("spec").In("template");
  return root.In("spec").In("template");
}

/// The owner that controls the object, or the absent node.
Fields ControllerOf(const Object& object) {
  static const yaml::Node kNone;
  for (const yaml::Node& owner : object.Get("metadata").Get("ownerReferences").items()) {
    if (owner.Get("controller").boolean().value_or(false)) return Fields(owner);
  }
  return Fields(kNone);
}

}  // namespace

std::int64_t Workload::pod_count() const { return std::max<std::int64_t>(replicas->value_or(1), 0); }

bool IsWorkload(const Object& object) {
  if (object.group == kApps) return std::ranges::find(kAppKinds, *object.kind) != kAppKinds.end();
  if (object.group == kBatch) return std::ranges::find(kBatchKinds, *object.kind) != kBatchKinds.end();
  return object.Is(kCore, "Pod");
}

Workload DecodeWorkload(const Object& object) {
  Fields spec(object.Get("spec"));
  Fields controller = ControllerOf(object);
  return {.object = &object,
          .pod = DecodePodTemplate(TemplateOf(object)),
          .replicas = spec.GetNumber(*object.kind == "Job" ? "parallelism" : "replicas"),
          .selector = spec.In("selector").GetLabels("matchLabels"),
          .service_name = spec.GetText("serviceName"),
          .pod_ip = Fields(object.Get("status")).GetText("podIP"),
          .owner_kind = controller.GetText("kind"),
          .owner_name = controller.GetText("name")};
}

}  // namespace meshctl::model
