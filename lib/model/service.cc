// SPDX-License-Identifier: Apache-2.0
// Decodes Services.
#include "model/service.h"

namespace meshctl::model {
namespace {

ServicePort DecodeServicePort(const Fields& fields) {
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .port = fields.GetNumber("port"),
          .target_port = {.number = fields.GetNumber("targetPort"), .name = fields.GetText("targetPort")},
          .protocol = fields.GetText("protocol"),
          .app_protocol = fields.GetText("appProtocol")};
}

}  // namespace

Service DecodeService(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .type = spec.GetText("type"),
          .cluster_ip = spec.GetText("clusterIP"),
          .cluster_ips = spec.GetTexts("clusterIPs"),
          .external_name = spec.GetText("externalName"),
          .selector = spec.GetLabels("selector"),
          .ports = spec.GetMessages("ports", DecodeServicePort)};
}

}  // namespace meshctl::model
