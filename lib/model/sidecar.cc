// SPDX-License-Identifier: Apache-2.0
// Decodes Sidecars.
#include "model/sidecar.h"

namespace meshctl::model {
namespace {

EgressListener DecodeEgressListener(const Fields& fields) {
  return {.span = fields.span(),
          .port = fields.GetMessage("port", DecodePort),
          .bind = fields.GetText("bind"),
          .capture_mode = fields.GetText("captureMode"),
          .hosts = fields.GetTexts("hosts")};
}

IngressListener DecodeIngressListener(const Fields& fields) {
  return {.span = fields.span(),
          .port = DecodePort(fields.In("port")),
          .bind = fields.GetText("bind"),
          .capture_mode = fields.GetText("captureMode"),
          .default_endpoint = fields.GetText("defaultEndpoint"),
          .tls = fields.GetMessage("tls", DecodeServerTls),
          .connection_pool = fields.GetMessage("connectionPool", DecodeConnectionPool)};
}

OutboundTrafficPolicy DecodeOutboundTrafficPolicy(const Fields& fields) {
  return {.span = fields.span(),
          .mode = fields.GetText("mode"),
          .egress_proxy = fields.GetMessage("egressProxy", DecodeDestination)};
}

Labels DecodeWorkloadSelector(const Fields& fields) { return fields.GetLabels("labels"); }

}  // namespace

Sidecar DecodeSidecar(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .workload_selector = spec.GetMessage("workloadSelector", DecodeWorkloadSelector),
          .egress = spec.GetMessages("egress", DecodeEgressListener),
          .ingress = spec.GetMessages("ingress", DecodeIngressListener),
          .outbound_traffic_policy = spec.GetMessage("outboundTrafficPolicy", DecodeOutboundTrafficPolicy),
          .inbound_connection_pool = spec.GetMessage("inboundConnectionPool", DecodeConnectionPool)};
}

}  // namespace meshctl::model
