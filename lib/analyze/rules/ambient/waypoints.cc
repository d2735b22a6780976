// SPDX-License-Identifier: Apache-2.0
// As istiod decides it (pilot/pkg/serviceregistry/ambient): an object's own label hides its namespace's, even
// when the waypoint it names does not exist; without a listener for HBONE a waypoint serves its own
// namespace.
#include "analyze/rules/ambient/waypoints.h"

#include "analyze/kinds.h"
#include "validate/kubernetes/label_selector.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kHboneProtocol = "HBONE";
constexpr std::int64_t kHbonePort = 15008;

// Which namespaces the listener for HBONE lets in.
const yaml::Node& NamespacesOf(const model::Object& gateway) {
  static const yaml::Node kNone;
  for (const yaml::Node& listener : gateway.Get("spec").Get("listeners").items()) {
    if (listener.Get("protocol").string() == kHboneProtocol && listener.Get("port").integer() == kHbonePort)
      return listener.Get("allowedRoutes").Get("namespaces");
  }
  return kNone;
}

}  // namespace

std::optional<UsedWaypoint> OwnWaypoint(const mesh::Mesh& mesh, std::string_view ns,
                                        const model::Labels& labels) {
  const yaml::Entry* label = labels.Find(kUseWaypointLabel);
  if (!label || label->value.text().empty() || label->value.text() == "none") return std::nullopt;
  UsedWaypoint used{.label = label, .ns = ns, .name = label->value.text()};
  if (labels.Has(kUseWaypointNamespaceLabel)) used.ns = labels.Get(kUseWaypointNamespaceLabel);
  used.gateway = mesh.manifests().Find(kind::kKubernetesGateway.group, kind::kKubernetesGateway.name, used.ns,
                                       used.name);
  return used;
}

std::optional<UsedWaypoint> WaypointOf(const mesh::Mesh& mesh, std::string_view ns,
                                       const model::Labels& labels) {
  if (labels.Has(kUseWaypointLabel)) return OwnWaypoint(mesh, ns, labels);
  const mesh::Namespace* owner = mesh.FindNamespace(ns);
  if (!owner) return std::nullopt;
  auto used = OwnWaypoint(mesh, ns, owner->labels());
  if (used) used->inherited = true;
  return used;
}

WaypointScope ScopeOf(const mesh::Mesh& mesh, const model::Object& gateway) {
  const yaml::Entry* scope = gateway.labels.Find(kWaypointForLabel);
  if (!scope) {
    const model::Object* gateway_class =
        mesh.manifests().Find(kind::kGatewayClass.group, kind::kGatewayClass.name, "",
                              gateway.Get("spec").Get("gatewayClassName").string());
    if (gateway_class) scope = gateway_class->labels.Find(kWaypointForLabel);
  }
  return scope ? WaypointScope{scope->value.text(), scope->value.span()} : WaypointScope();
}

std::string_view ServedNamespaces(const model::Object& gateway) {
  const std::string_view from = NamespacesOf(gateway).Get("from").string();
  return from == "All" || from == "Selector" ? from : "Same";
}

bool Takes(const mesh::Mesh& mesh, const model::Object& gateway, std::string_view ns) {
  const std::string_view served = ServedNamespaces(gateway);
  if (served != "Selector") return served == "All" || *gateway.namespace_ == ns;
  const mesh::Namespace* asking = mesh.FindNamespace(ns);
  return !asking || validate::kubernetes::Selects(NamespacesOf(gateway).Get("selector"),
                                                  asking->object->Get("metadata").Get("labels"));
}

const model::Object* EffectiveWaypoint(const mesh::Mesh& mesh, const model::Object& service) {
  const std::string_view ns = *service.namespace_;
  const auto used = WaypointOf(mesh, ns, service.labels);
  if (!used || !used->gateway) return nullptr;
  const bool taken = ScopeOf(mesh, *used->gateway).TakesServices() && Takes(mesh, *used->gateway, ns);
  return taken ? used->gateway : nullptr;
}

}  // namespace meshctl::analyze
