// SPDX-License-Identifier: Apache-2.0
// The defaults here are those of the CRDs of Gateway API 1.4; an API server fills them in before istiod sees
// an object, so that a manifest means the same with and without them.
#include "gatewayapi/objects.h"

#include <fmt/format.h>

#include <array>

namespace meshctl::gatewayapi {
namespace {

using model::Fields;

constexpr std::string_view kNameOverride = "gateway.istio.io/name-override";

NamespaceChoice DecodeNamespaceChoice(const Fields& fields, std::string_view from) {
  const Fields namespaces = fields.In("namespaces");
  return {Or(namespaces.GetText("from"), from), &namespaces.Get("selector"),
          namespaces.span() ? namespaces.span() : fields.span()};
}

Reference DecodeSecretReference(const Fields& fields) { return DecodeReference(fields, "", "Secret"); }
Reference DecodeRouteKind(const Fields& fields) { return DecodeReference(fields, kGroup, ""); }

ListenerTls DecodeListenerTls(const Fields& fields) {
  return {.span = fields.span(),
          .mode = Or(fields.GetText("mode"), "Terminate"),
          .certificates = fields.GetMessages("certificateRefs", DecodeSecretReference),
          .options = fields.GetLabels("options")};
}

Listener DecodeListener(const Fields& fields) {
  const Fields allowed = fields.In("allowedRoutes");
  return {.span = fields.span(),
          .name = fields.GetText("name"),
          .hostname = fields.GetText("hostname"),
          .port = fields.GetNumber("port"),
          .protocol = fields.GetText("protocol"),
          .tls = fields.GetMessage("tls", DecodeListenerTls),
          .allowed = DecodeNamespaceChoice(allowed, "Same"),
          .kinds = allowed.GetMessages("kinds", DecodeRouteKind)};
}

/// A ListenerSet may leave the port to the protocol.
Listener DecodeListenerEntry(const Fields& fields) {
  Listener listener = DecodeListener(fields);
  if (listener.port.value.value_or(0) == 0) {
    if (*listener.protocol == "HTTP") listener.port.value = 80;
    if (*listener.protocol == "HTTPS") listener.port.value = 443;
  }
  return listener;
}

Address DecodeAddress(const Fields& fields) {
  return {Or(fields.GetText("type"), "IPAddress"), fields.GetText("value")};
}

ParentRef DecodeParentRef(const Fields& fields) {
  return {DecodeReference(fields, kGroup, "Gateway"), fields.GetText("sectionName"),
          fields.GetNumber("port")};
}

Fields AsFields(const Fields& fields) { return fields; }

RouteRule DecodeRule(const Fields& fields) {
  return {.span = fields.span(),
          .fields = fields,
          .name = fields.GetText("name"),
          .matches = fields.GetMessages("matches", AsFields),
          .backends = fields.GetMessages("backendRefs", DecodeBackend)};
}

}  // namespace

model::Text Or(model::Text text, std::string_view otherwise) {
  if (!text.span) text.value = otherwise;
  return text;
}

Reference DecodeReference(const Fields& fields, std::string_view group, std::string_view kind) {
  return {.span = fields.span(),
          .group = Or(fields.GetText("group"), group),
          .kind = Or(fields.GetText("kind"), kind),
          .ns = fields.GetText("namespace"),
          .name = fields.GetText("name")};
}

Backend DecodeBackend(const Fields& fields) {
  return {.ref = DecodeReference(fields, "", "Service"),
          .port = fields.GetNumber("port"),
          .weight = fields.GetNumber("weight").value.value_or(1),
          .filters = fields.GetMessages("filters", AsFields)};
}

bool Gateway::managed() const {
  return addresses.empty() || (addresses.size() == 1 && *addresses.front().type == "IPAddress");
}

std::string Gateway::managed_name() const {
  const std::string_view override = object->annotations.Get(kNameOverride);
  return override.empty() ? fmt::format("{}-{}", *object->name, *class_name) : std::string(override);
}

Gateway DecodeGateway(const model::Object& object) {
  const Fields spec(object.Get("spec"));
  return {.object = &object,
          .class_name = spec.GetText("gatewayClassName"),
          .addresses = spec.GetMessages("addresses", DecodeAddress),
          .listeners = spec.GetMessages("listeners", DecodeListener),
          .allowed_listeners = DecodeNamespaceChoice(spec.In("allowedListeners"), "None"),
          .frontend_tls = &spec.In("tls").Get("frontend")};
}

ListenerSet DecodeListenerSet(const model::Object& object) {
  const Fields spec(object.Get("spec"));
  return {.object = &object,
          .parent = DecodeReference(spec.In("parentRef"), kGroup, "Gateway"),
          .listeners = spec.GetMessages("listeners", DecodeListenerEntry)};
}

std::string_view Name(RouteKind kind) {
  static constexpr std::array<std::string_view, 4> kNames = {"HTTPRoute", "GRPCRoute", "TLSRoute",
                                                             "TCPRoute"};
  return kNames[static_cast<std::size_t>(kind)];
}

Route DecodeRoute(const model::Object& object, RouteKind kind) {
  const Fields spec(object.Get("spec"));
  Route route{.object = &object,
              .kind = kind,
              .parents = spec.GetMessages("parentRefs", DecodeParentRef),
              .rules = spec.GetMessages("rules", DecodeRule)};
  if (kind != RouteKind::kTcp) route.hostnames = spec.GetTexts("hostnames");
  if (kind == RouteKind::kHttp) {
    static const yaml::Node kNothing;
    if (!spec.Get("rules").is_list()) route.rules.push_back(DecodeRule(Fields(kNothing)));
    for (RouteRule& rule : route.rules) {
      if (!rule.fields.Get("matches").is_list()) rule.matches.emplace_back(kNothing);
    }
  }
  return route;
}

}  // namespace meshctl::gatewayapi
