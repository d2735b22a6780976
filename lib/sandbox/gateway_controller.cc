// SPDX-License-Identifier: Apache-2.0
// What istiod says of GatewayClasses, Gateways and routes when all goes well, and of routes that no listener
// takes or that lead nowhere. It makes no Deployment and no Service for a Gateway: addresses are those that
// its Service would have.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "sandbox/addresses.h"
#include "sandbox/controllers.h"
#include "sandbox/gateway_routes.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kIstio = "pilot-discovery";

// How many routes each listener takes.
std::map<std::string, int> RoutesByListener(const Registry& registry, const Json& gateway) {
  std::map<std::string, int> counts;
  for (const GroupResource& resource : RouteResources()) {
    for (const Object& route : registry.store().List(resource, "")) {
      std::set<std::string> listeners;
      for (const Json* ref : ObjectsAt(*route, {"spec", "parentRefs"})) {
        if (!IsGatewayRef(*ref)) continue;
        const Object parent = ParentOf(registry, *route, *ref);
        if (!parent || TextAt(*parent, {"metadata", "uid"}) != TextAt(gateway, {"metadata", "uid"})) continue;
        for (const std::string& name : Attach(registry, *route, *ref, gateway).listeners)
          listeners.insert(name);
      }
      for (const std::string& name : listeners) ++counts[name];
    }
  }
  return counts;
}

Json SupportedKinds(const Json& listener) {
  const std::string protocol = TextAt(listener, {"protocol"});
  Json kinds = Json::array();
  const auto put = [&](const char* kind) { kinds.push_back({{"group", kGatewayApi}, {"kind", kind}}); };
  if (protocol == "HTTP" || protocol == "HTTPS") {
    put("HTTPRoute");
    put("GRPCRoute");
  } else if (protocol == "TLS") {
    put("TLSRoute");
    put("TCPRoute");
  } else if (protocol == "TCP") {
    put("TCPRoute");
  }
  return kinds;
}

// The entry of `list` whose `key` is `value`, without what else the list holds; empty when there is none.
Json EntryOf(const Json& status, const char* list, const char* key, const Json& value) {
  for (const Json* entry : ObjectsAt(status, {list})) {
    const Json* its = ValueAt(*entry, {key});
    if (its && *its == value) return *entry;
  }
  return Json::object();
}

Json ListenerStatuses(const Registry& registry, const Json& gateway, const Json& status) {
  const std::map<std::string, int> counts = RoutesByListener(registry, gateway);
  Json statuses = Json::array();
  for (const Json* listener : ObjectsAt(gateway, {"spec", "listeners"})) {
    const std::string name = TextAt(*listener, {"name"});
    Json entry = EntryOf(status, "listeners", "name", name);
    entry["name"] = name;
    entry["attachedRoutes"] = counts.contains(name) ? counts.at(name) : 0;
    entry["supportedKinds"] = SupportedKinds(*listener);
    for (const Condition& condition : {Condition{"Accepted", "True", "Accepted", "No errors found"},
                                       Condition{"Conflicted", "False", "NoConflicts", "No errors found"},
                                       Condition{"Programmed", "True", "Programmed", "No errors found"},
                                       Condition{"ResolvedRefs", "True", "ResolvedRefs", "No errors found"}})
      SetObservedCondition(entry, condition, gateway, registry.now());
    statuses.push_back(std::move(entry));
  }
  return statuses;
}

// Those that the Gateway asks for, else that of the Service that istiod would make.
Json AddressesOf(const Json& gateway, const std::string& class_name) {
  if (const Json* wanted = ValueAt(gateway, {"spec", "addresses"}); wanted && !wanted->empty())
    return *wanted;
  Json service = {{"metadata",
                   {{"namespace", TextAt(gateway, {"metadata", "namespace"})},
                    {"name", fmt::format("{}-{}", TextAt(gateway, {"metadata", "name"}), class_name)}}}};
  return Json::array({Json{{"type", "IPAddress"}, {"value", LoadBalancerAddress(service)}}});
}

bool IsGranted(const Registry& registry, const Json& route, const std::string& name_space,
               const std::string& service) {
  for (const Object& grant : registry.store().List({kGatewayApi, "referencegrants"}, name_space)) {
    const auto from = ObjectsAt(*grant, {"spec", "from"});
    const auto to = ObjectsAt(*grant, {"spec", "to"});
    if (std::ranges::any_of(from,
                            [&](const Json* one) {
                              return TextAt(*one, {"kind"}) == TextAt(route, {"kind"}) &&
                                     TextAt(*one, {"namespace"}) == TextAt(route, {"metadata", "namespace"});
                            }) &&
        std::ranges::any_of(to, [&](const Json* one) {
          const std::string name = TextAt(*one, {"name"});
          return TextAt(*one, {"kind"}) == "Service" && (name.empty() || name == service);
        }))
      return true;
  }
  return false;
}

// Whether the Services exist that a route sends requests to. Backends of other kinds are taken as they are.
Condition ResolvedRefs(const Registry& registry, const Json& route) {
  const std::string own = TextAt(route, {"metadata", "namespace"});
  for (const Json* rule : ObjectsAt(route, {"spec", "rules"})) {
    for (const Json* backend : ObjectsAt(*rule, {"backendRefs"})) {
      const std::string kind = TextAt(*backend, {"kind"});
      if (!TextAt(*backend, {"group"}).empty() || (!kind.empty() && kind != "Service")) continue;
      const std::string given = TextAt(*backend, {"namespace"});
      const std::string name_space = given.empty() ? own : given;
      const std::string name = TextAt(*backend, {"name"});
      if (name_space != own && !IsGranted(registry, route, name_space, name)) {
        return {"ResolvedRefs", "False", "RefNotPermitted",
                fmt::format("backendRef {}/{} not accessible to a {} in namespace \"{}\" (missing a "
                            "ReferenceGrant?)",
                            name, name_space, TextAt(route, {"kind"}), own)};
      }
      if (!registry.store().Get({{"", "services"}, name_space, name})) {
        return {"ResolvedRefs", "False", "BackendNotFound",
                fmt::format("backend({}.{}.svc.cluster.local) not found", name, name_space)};
      }
    }
  }
  return {"ResolvedRefs", "True", "ResolvedRefs", "All references resolved"};
}

// Statuses are written down for parents that are there and of istiod's; those of other controllers stay.
Json ParentStatuses(const Registry& registry, const Json& route) {
  Json parents = Json::array();
  Json own = {{"parents", Json::array()}};
  for (const Json* entry : ObjectsAt(route, {"status", "parents"})) {
    Json& side = TextAt(*entry, {"controllerName"}).starts_with("istio.io/") ? own["parents"] : parents;
    side.push_back(*entry);
  }
  const Condition resolved = ResolvedRefs(registry, route);
  for (const Json* ref : ObjectsAt(route, {"spec", "parentRefs"})) {
    const Object parent = ParentOf(registry, route, *ref);
    if (!parent) continue;
    Condition accepted{"Accepted", "True", "Accepted", "Route was valid"};
    std::string controller = "istio.io/gateway-controller";
    if (IsGatewayRef(*ref)) {
      controller = IstioControllerOf(registry, TextAt(*parent, {"spec", "gatewayClassName"}));
      if (controller.empty()) continue;
      accepted = Attach(registry, route, *ref, *parent).accepted;
    }
    Json entry = EntryOf(own, "parents", "parentRef", *ref);
    entry["parentRef"] = *ref;
    entry["controllerName"] = controller;
    SetObservedCondition(entry, accepted, route, registry.now());
    SetObservedCondition(entry, resolved, route, registry.now());
    parents.push_back(std::move(entry));
  }
  return parents;
}

}  // namespace

void ReconcileGatewayClass(Registry& registry, Backstage& /*backstage*/, const Key& key) {
  const Object stored = registry.store().Get(key);
  if (!stored || IstioControllerOf(registry, key.name).empty()) return;
  Json updated = *stored;
  SetObservedCondition(updated["status"], {"Accepted", "True", "Accepted", "Handled by Istio controller"},
                       *stored, registry.now());
  WriteStatus(registry, stored, std::move(updated), kIstio);
}

void ReconcileGateway(Registry& registry, Backstage& /*backstage*/, const Key& key) {
  const Object stored = registry.store().Get(key);
  if (!stored) return;
  const std::string class_name = TextAt(*stored, {"spec", "gatewayClassName"});
  if (IstioControllerOf(registry, class_name).empty()) return;
  Json updated = *stored;
  Json& status = updated["status"];
  SetObservedCondition(status, {"Accepted", "True", "Accepted", "Resource accepted"}, *stored,
                       registry.now());
  SetObservedCondition(status, {"Programmed", "True", "Programmed", "Resource programmed"}, *stored,
                       registry.now());
  status["addresses"] = AddressesOf(*stored, class_name);
  status["listeners"] = ListenerStatuses(registry, *stored, status);
  WriteStatus(registry, stored, std::move(updated), kIstio);
}

void ReconcileRoute(Registry& registry, Backstage& /*backstage*/, const Key& key) {
  const Object stored = registry.store().Get(key);
  if (!stored) return;
  Json parents = ParentStatuses(registry, *stored);
  const Json* before = ValueAt(*stored, {"status", "parents"});
  if (parents.empty() && (!before || before->empty())) return;
  Json updated = *stored;
  updated["status"]["parents"] = std::move(parents);
  WriteStatus(registry, stored, std::move(updated), kIstio);
}

}  // namespace meshctl::sandbox
