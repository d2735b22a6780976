// SPDX-License-Identifier: Apache-2.0
// Decodes Istio Gateways.
#include "model/gateway.h"

#include <algorithm>

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

/// The items of a list with commas, without spaces around them.
std::vector<std::string_view> SplitList(std::string_view list) {
  std::vector<std::string_view> items;
  while (!list.empty()) {
    std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(item.size() + 1, list.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) items.push_back(item);
  }
  return items;
}

}  // namespace

Gateway DecodeGateway(const Object& object) {
  Fields spec(object.Get("spec"));
  // istiod marks the Gateways it makes by annotations.
  const std::string_view parent_ns = object.annotations.Get("internal.istio.io/parent-namespace");
  const bool api = object.annotations.Get("internal.istio.io/gateway-semantics") == "gateway";
  return {.object = &object,
          .selector = spec.GetLabels("selector"),
          .selector_span = spec.Get("selector").span(),
          .servers = spec.GetMessages("servers", DecodeServer),
          .services = SplitList(object.annotations.Get("internal.istio.io/gateway-service")),
          .services_ns = parent_ns.empty() ? *object.namespace_ : parent_ns,
          .semantics = api ? Semantics::kGatewayApi : Semantics::kIstio,
          .managed = api && !object.annotations.Get("internal.istio.io/service-account-name").empty()};
}

}  // namespace meshctl::model
