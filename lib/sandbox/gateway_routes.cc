// SPDX-License-Identifier: Apache-2.0
// The part of Gateway API's rules that statuses show: section, port, kind, namespace and hostname. Which
// configuration comes of it is the matter of lib/gatewayapi.
#include "sandbox/gateway_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sandbox/selector.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kGateways{kGatewayApi, "gateways"};

std::string TextOr(const Json& object, std::initializer_list<std::string_view> path,
                   std::string_view otherwise) {
  std::string text = TextAt(object, path);
  return text.empty() ? std::string(otherwise) : text;
}

bool Covers(std::string_view pattern, std::string_view host) {
  if (pattern == host) return true;
  if (!pattern.starts_with("*.")) return false;
  if (host.starts_with('*')) host.remove_prefix(1);
  return host.size() >= pattern.size() && host.ends_with(pattern.substr(1));
}

bool HostnamesMeet(const Json& route, const std::string& hostname) {
  const Json* hosts = ValueAt(route, {"spec", "hostnames"});
  if (hostname.empty() || !hosts || !hosts->is_array() || hosts->empty()) return true;
  return std::ranges::any_of(*hosts, [&](const Json& host) {
    return host.is_string() && (Covers(hostname, host.get_ref<const std::string&>()) ||
                                Covers(host.get_ref<const std::string&>(), hostname));
  });
}

bool AllowsNamespace(const Registry& registry, const Json& listener, const std::string& own,
                     const std::string& name_space) {
  const std::string from = TextOr(listener, {"allowedRoutes", "namespaces", "from"}, "Same");
  if (from == "All") return true;
  if (from == "Same") return own == name_space;
  const Json* selector = ValueAt(listener, {"allowedRoutes", "namespaces", "selector"});
  const Object object = registry.store().Get({{"", "namespaces"}, "", name_space});
  return from == "Selector" && selector && object && Selector::OfLabelSelector(*selector).Selects(*object);
}

bool AllowsKind(const Json& listener, const std::string& kind) {
  const std::vector<const Json*> kinds = ObjectsAt(listener, {"allowedRoutes", "kinds"});
  if (!kinds.empty())
    return std::ranges::any_of(kinds, [&](const Json* one) { return TextAt(*one, {"kind"}) == kind; });
  const std::string protocol = TextAt(listener, {"protocol"});
  if (protocol == "HTTP" || protocol == "HTTPS") return kind == "HTTPRoute" || kind == "GRPCRoute";
  if (protocol == "TLS") return kind == "TLSRoute" || kind == "TCPRoute";
  return protocol == "TCP" && kind == "TCPRoute";
}

bool IsNamed(const Json& parent_ref, const Json& listener) {
  const std::string section = TextAt(parent_ref, {"sectionName"});
  const Json* port = ValueAt(parent_ref, {"port"});
  const Json* its = ValueAt(listener, {"port"});
  return (section.empty() || section == TextAt(listener, {"name"})) && (!port || (its && *port == *its));
}

void CollectRoutes(const Registry& registry, std::set<Key>& keys) {
  for (const GroupResource& resource : RouteResources()) {
    for (const Object& route : registry.store().List(resource, ""))
      keys.insert(
          {resource, TextAt(*route, {"metadata", "namespace"}), TextAt(*route, {"metadata", "name"})});
  }
}

void CollectGateways(const Registry& registry, std::string_view class_name, std::set<Key>& keys) {
  for (const Object& gateway : registry.store().List(kGateways, "")) {
    if (class_name.empty() || TextAt(*gateway, {"spec", "gatewayClassName"}) == class_name)
      keys.insert(
          {kGateways, TextAt(*gateway, {"metadata", "namespace"}), TextAt(*gateway, {"metadata", "name"})});
  }
}

void CollectParents(const Json& route, std::set<Key>& keys) {
  for (const Json* ref : ObjectsAt(route, {"spec", "parentRefs"})) {
    const std::string own = TextAt(route, {"metadata", "namespace"});
    if (IsGatewayRef(*ref))
      keys.insert({kGateways, TextOr(*ref, {"namespace"}, own), TextAt(*ref, {"name"})});
  }
}

}  // namespace

std::span<const GroupResource> RouteResources() {
  static const std::array<GroupResource, 4> kRoutes = {{{kGatewayApi, "httproutes"},
                                                        {kGatewayApi, "grpcroutes"},
                                                        {kGatewayApi, "tlsroutes"},
                                                        {kGatewayApi, "tcproutes"}}};
  return kRoutes;
}

std::string IstioControllerOf(const Registry& registry, std::string_view class_name) {
  if (const Object object =
          registry.store().Get({{kGatewayApi, "gatewayclasses"}, "", std::string(class_name)})) {
    const std::string controller = TextAt(*object, {"spec", "controllerName"});
    return controller.starts_with("istio.io/") ? controller : "";
  }
  if (class_name == "istio") return "istio.io/gateway-controller";
  return class_name == "istio-waypoint" ? "istio.io/mesh-controller" : "";
}

std::vector<const Json*> ObjectsAt(const Json& object, std::initializer_list<std::string_view> path) {
  std::vector<const Json*> objects;
  const Json* list = ValueAt(object, path);
  if (!list || !list->is_array()) return objects;
  for (const Json& element : *list) {
    if (element.is_object()) objects.push_back(&element);
  }
  return objects;
}

bool IsGatewayRef(const Json& parent_ref) {
  return TextOr(parent_ref, {"kind"}, "Gateway") == "Gateway" &&
         TextOr(parent_ref, {"group"}, kGatewayApi) == kGatewayApi;
}

Object ParentOf(const Registry& registry, const Json& route, const Json& parent_ref) {
  const std::string name_space = TextOr(parent_ref, {"namespace"}, TextAt(route, {"metadata", "namespace"}));
  const std::string name = TextAt(parent_ref, {"name"});
  if (IsGatewayRef(parent_ref)) return registry.store().Get({kGateways, name_space, name});
  if (TextAt(parent_ref, {"kind"}) != "Service") return nullptr;
  return registry.store().Get({{"", "services"}, name_space, name});
}

// Of the ways to be refused the one is told that came closest to a listener.
Attachment Attach(const Registry& registry, const Json& route, const Json& parent_ref, const Json& gateway) {
  const std::string name_space = TextAt(route, {"metadata", "namespace"});
  const std::string own = TextAt(gateway, {"metadata", "namespace"});
  Attachment attachment{{}, {"Accepted", "False", "NoMatchingParent", "no listener has that name and port"}};
  Condition& accepted = attachment.accepted;
  int closest = 0;
  const auto refuse = [&](int step, std::string reason, std::string message) {
    if (step <= closest) return;
    closest = step;
    accepted.reason = std::move(reason);
    accepted.message = std::move(message);
  };
  for (const Json* listener : ObjectsAt(gateway, {"spec", "listeners"})) {
    if (!IsNamed(parent_ref, *listener)) continue;
    const std::string kind = TextAt(route, {"kind"});
    const std::string hostname = TextAt(*listener, {"hostname"});
    if (!AllowsKind(*listener, kind)) {
      refuse(1, "NotAllowedByListeners", fmt::format("kind {} is not allowed by the parent", kind));
    } else if (!AllowsNamespace(registry, *listener, own, name_space)) {
      refuse(2, "NotAllowedByListeners",
             fmt::format("namespace \"{}\" is not allowed by the parent", name_space));
    } else if (!HostnamesMeet(route, hostname)) {
      refuse(3, "NoMatchingListenerHostname",
             fmt::format("no hostnames matched parent hostname \"{}\"", hostname));
    } else {
      attachment.listeners.push_back(TextAt(*listener, {"name"}));
    }
  }
  if (!attachment.listeners.empty()) accepted = {"Accepted", "True", "Accepted", "Route was valid"};
  return attachment;
}

void SetObservedCondition(Json& holder, const Condition& condition, const Json& object,
                          const std::string& now) {
  SetCondition(holder, condition, now);
  const Json* generation = ValueAt(object, {"metadata", "generation"});
  for (Json& one : holder["conditions"]) {
    if (generation && TextAt(one, {"type"}) == condition.type) one["observedGeneration"] = *generation;
  }
}

void CollectGatewayApi(const Registry& registry, const Change& change, std::set<Key>& keys) {
  const GroupResource& resource = change.key.resource;
  const bool modified = change.kind == Change::Kind::kModified;
  const auto has_same = [&](const char* field) {
    const Json* before = change.before ? ValueAt(*change.before, {field}) : nullptr;
    const Json* after = ValueAt(*change.object, {field});
    return modified && before && after && *before == *after;
  };
  if (std::ranges::find(RouteResources(), resource) != RouteResources().end()) {
    if (has_same("spec")) return;
    for (const Object& route : {change.before, change.object}) {
      if (route) CollectParents(*route, keys);
    }
  } else if (resource == kGateways) {
    if (!has_same("spec")) CollectRoutes(registry, keys);
  } else if (resource == GroupResource{kGatewayApi, "gatewayclasses"}) {
    if (has_same("spec")) return;
    CollectGateways(registry, change.key.name, keys);
    CollectRoutes(registry, keys);
  } else if (resource == GroupResource{kGatewayApi, "referencegrants"} ||
             (resource == GroupResource{"", "services"} && !modified)) {
    CollectRoutes(registry, keys);
  } else if (resource == GroupResource{"", "namespaces"} && !has_same("metadata")) {
    CollectRoutes(registry, keys);
    CollectGateways(registry, "", keys);
  }
}

}  // namespace meshctl::sandbox
