// SPDX-License-Identifier: Apache-2.0
// Decodes Istio Gateways.
#include "model/gateway.h"

namespace meshctl::model {

Port DecodePort(const Fields& fields) {
  return {.span = fields.span(),
          .number = fields.GetNumber("number"),
          .name = fields.GetText("name"),
          .protocol = fields.GetText("protocol"),
          .target_port = fields.GetNumber("targetPort")};
}

ServerTls DecodeServerTls(const Fields& fields) {
  return {.span = fields.span(),
          .https_redirect = fields.GetSwitch("httpsRedirect"),
          .mode = fields.GetText("mode"),
          .credential_name = fields.GetText("credentialName"),
          .credential_names = fields.GetTexts("credentialNames"),
          .server_certificate = fields.GetText("serverCertificate"),
          .private_key = fields.GetText("privateKey"),
          .ca_certificates = fields.GetText("caCertificates"),
          .subject_alt_names = fields.GetTexts("subjectAltNames"),
          .min_protocol_version = fields.GetText("minProtocolVersion"),
          .max_protocol_version = fields.GetText("maxProtocolVersion")};
}

namespace {

Server DecodeServer(const Fields& fields) {
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .port = DecodePort(fields.In("port")),
          .bind = fields.GetText("bind"),
          .hosts = fields.GetTexts("hosts"),
          .tls = fields.GetMessage("tls", DecodeServerTls)};
}

}  // namespace

Gateway DecodeGateway(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .selector = spec.GetLabels("selector"),
          .selector_span = spec.Get("selector").span(),
          .servers = spec.GetMessages("servers", DecodeServer)};
}

}  // namespace meshctl::model
