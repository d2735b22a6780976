// SPDX-License-Identifier: Apache-2.0
// Decodes the security kinds. Their wrappers (`from[].source`, `to[].operation`) are left out of the model.
#include "model/security.h"

#include <charconv>
#include <cstdint>

namespace meshctl::model {
namespace {

Labels DecodeSelector(const Fields& fields) { return fields.GetLabels("matchLabels"); }

std::vector<PortMtls> DecodePortLevel(const yaml::Node& map) {
  std::vector<PortMtls> ports;
  ports.reserve(map.entries().size());
  for (const yaml::Entry& entry : map.entries()) {
    std::int64_t number = 0;
    auto [stop, error] = std::from_chars(entry.key.data(), entry.key.data() + entry.key.size(), number);
    PortMtls port{.port = {{}, entry.key_span()}, .mode = entry.value.Get("mode").located()};
    if (error == std::errc() && stop == entry.key.data() + entry.key.size()) port.port.value = number;
    ports.push_back(port);
  }
  return ports;
}

PolicySource DecodeSource(const Fields& fields) {
  Fields source = fields.In("source");
  return {.span = source.span(),
          .principals = source.GetTexts("principals"),
          .not_principals = source.GetTexts("notPrincipals"),
          .request_principals = source.GetTexts("requestPrincipals"),
          .not_request_principals = source.GetTexts("notRequestPrincipals"),
          .namespaces = source.GetTexts("namespaces"),
          .not_namespaces = source.GetTexts("notNamespaces"),
          .service_accounts = source.GetTexts("serviceAccounts"),
          .not_service_accounts = source.GetTexts("notServiceAccounts"),
          .trust_domains = source.GetTexts("trustDomains"),
          .not_trust_domains = source.GetTexts("notTrustDomains"),
          .ip_blocks = source.GetTexts("ipBlocks"),
          .not_ip_blocks = source.GetTexts("notIpBlocks"),
          .remote_ip_blocks = source.GetTexts("remoteIpBlocks"),
          .not_remote_ip_blocks = source.GetTexts("notRemoteIpBlocks")};
}

PolicyOperation DecodeOperation(const Fields& fields) {
  Fields operation = fields.In("operation");
  return {.span = operation.span(),
          .hosts = operation.GetTexts("hosts"),
          .not_hosts = operation.GetTexts("notHosts"),
          .ports = operation.GetTexts("ports"),
          .not_ports = operation.GetTexts("notPorts"),
          .methods = operation.GetTexts("methods"),
          .not_methods = operation.GetTexts("notMethods"),
          .paths = operation.GetTexts("paths"),
          .not_paths = operation.GetTexts("notPaths")};
}

PolicyCondition DecodeCondition(const Fields& fields) {
  return {.span = fields.span(),
          .key = fields.GetText("key"),
          .values = fields.GetTexts("values"),
          .not_values = fields.GetTexts("notValues")};
}

PolicyRule DecodeRule(const Fields& fields) {
  return {.span = fields.span(),
          .from = fields.GetMessages("from", DecodeSource),
          .to = fields.GetMessages("to", DecodeOperation),
          .when = fields.GetMessages("when", DecodeCondition)};
}

TokenHeader DecodeTokenHeader(const Fields& fields) {
  return {.name = fields.GetText("name"), .prefix = fields.GetText("prefix")};
}

ClaimHeader DecodeClaimHeader(const Fields& fields) {
  return {.header = fields.GetText("header"), .claim = fields.GetText("claim")};
}

JwtRule DecodeJwtRule(const Fields& fields) {
  return {.span = fields.span(),
          .issuer = fields.GetText("issuer"),
          .audiences = fields.GetTexts("audiences"),
          .from_headers = fields.GetMessages("fromHeaders", DecodeTokenHeader),
          .from_params = fields.GetTexts("fromParams"),
          .from_cookies = fields.GetTexts("fromCookies"),
          .forward_original_token = fields.GetSwitch("forwardOriginalToken"),
          .output_claim_to_headers = fields.GetMessages("outputClaimToHeaders", DecodeClaimHeader),
          .space_delimited_claims = fields.GetTexts("spaceDelimitedClaims")};
}

TargetRef DecodeTargetRef(const Fields& fields) {
  return {.span = fields.span(),
          .group = fields.GetText("group"),
          .kind = fields.GetText("kind"),
          .name = fields.GetText("name"),
          .namespace_ = fields.GetText("namespace")};
}

}  // namespace

std::vector<TargetRef> DecodeTargetRefs(const Fields& spec) {
  std::vector<TargetRef> targets = spec.GetMessages("targetRefs", DecodeTargetRef);
  if (auto target = spec.GetMessage("targetRef", DecodeTargetRef)) targets.push_back(*target);
  return targets;
}

PeerAuthentication DecodePeerAuthentication(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .selector = spec.GetMessage("selector", DecodeSelector),
          .mode = spec.In("mtls").GetText("mode"),
          .port_level = DecodePortLevel(spec.Get("portLevelMtls"))};
}

AuthorizationPolicy DecodeAuthorizationPolicy(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .selector = spec.GetMessage("selector", DecodeSelector),
          .target_refs = DecodeTargetRefs(spec),
          .action = spec.GetText("action"),
          .provider = spec.In("provider").GetText("name"),
          .rules = spec.GetMessages("rules", DecodeRule)};
}

RequestAuthentication DecodeRequestAuthentication(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .selector = spec.GetMessage("selector", DecodeSelector),
          .target_refs = DecodeTargetRefs(spec),
          .rules = spec.GetMessages("jwtRules", DecodeJwtRule)};
}

}  // namespace meshctl::model
