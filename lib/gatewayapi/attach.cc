// SPDX-License-Identifier: Apache-2.0
// A listener takes a route when all of this holds: its port and name are those of the parentRef, where given;
// it has a hostname in common with the route, in both directions of wildcards; it admits the route's
// namespace; it admits the kind. One refusal per listener is reported, the first in this order.
#include "gatewayapi/attach.h"

#include <fmt/format.h>

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::gatewayapi {
namespace {

constexpr std::string_view kUseWaypoint = "istio.io/use-waypoint";

std::vector<std::string_view> HostnamesOf(const Route& route) {
  if (route.hostnames.empty()) return {"*"};
  std::vector<std::string_view> hostnames;
  for (const model::Text& hostname : route.hostnames) hostnames.push_back(*hostname);
  return hostnames;
}

/// Why a listener that the parentRef means does not take the route; without a reason: it does.
struct Refusal {
  std::string reason;
  /// Whether it would take the same route of another namespace. All other reasons only tell that the route
  /// means other listeners, if there are any that take it.
  bool of_namespace = false;
};

Refusal RefusalOf(const Parent& listener, const Route& route) {
  bool hostname_matches = false;
  bool admitted = false;
  for (const std::string_view hostname : HostnamesOf(route)) {
    for (const std::string& host : listener.hosts) {
      const std::string_view ns = std::string_view(host).substr(0, host.find('/'));
      if (!mesh::Overlap(std::string_view(host).substr(ns.size() + 1), hostname)) continue;
      hostname_matches = true;
      admitted |= ns == "*" || ns == route.ns();
    }
  }
  if (!hostname_matches)
    return {fmt::format("no hostname of it (`{}`) intersects hostname `{}` of listener `{}`",
                        fmt::join(HostnamesOf(route), "`, `"), listener.hostname, listener.section)};
  if (!admitted)
    return {fmt::format("listener `{}` does not admit routes of namespace `{}` (`allowedRoutes.namespaces`)",
                        listener.section, route.ns()),
            true};
  if (std::ranges::find(listener.kinds, route.kind) == listener.kinds.end())
    return {
        fmt::format("listener `{}` ({}) takes no {}", listener.section, listener.protocol, Name(route.kind))};
  return {};
}

class Attaching {
 public:
  Attaching(const Route& route, const Listeners& listeners, const Parts& parts)
      : route_(route), listeners_(listeners), parts_(parts) {}

  std::vector<Attachment> Run() {
    for (std::size_t i = 0; i < route_.parents.size(); ++i) AddParent(i);
    std::ranges::stable_sort(found_, {}, &Attachment::gateway);
    return std::move(found_);
  }

 private:
  void AddParent(std::size_t index) {
    const ParentRef& parent = route_.parents[index];
    const Reference& ref = parent.ref;
    if (ref.Is("", "Service") || ref.Is(model::kNetworking, "ServiceEntry")) return AddMesh(index);
    const bool set = ref.Is(kGroup, "ListenerSet") || ref.Is(kExperimentalGroup, "XListenerSet");
    if (!set && !ref.Is(kGroup, "Gateway"))
      return Report(index, fmt::format("{} is no kind of parent that Istio knows", *ref.kind), "");
    const std::string_view ns = ref.NamespaceFrom(route_.ns());
    const std::string_view kind = set ? "ListenerSet" : "Gateway";
    const std::vector<Parent>* const all = listeners_.Find(kind, ns, *ref.name);
    if (!all) return Report(index, WhyMissing(ref, ns), FullName(ns, *ref.name));
    AddListeners(index, *all, fmt::format("{} `{}/{}`", kind, ns, *ref.name));
  }

  std::string WhyMissing(const Reference& ref, std::string_view ns) const {
    const model::Object* const object = parts_.manifests.Find(*ref.group, *ref.kind, ns, *ref.name);
    if (!object) return fmt::format("there is no {} `{}/{}`", *ref.kind, ns, *ref.name);
    if (*ref.kind != "Gateway")
      return fmt::format("{} `{}/{}` belongs to no Gateway", *ref.kind, ns, *ref.name);
    return fmt::format("Gateway `{}/{}` is not opened by Istio's gateways (class `{}`)", ns, *ref.name,
                       object->Get("spec").Get("gatewayClassName").text());
  }

  void AddListeners(std::size_t index, const std::vector<Parent>& all, const std::string& parent_name) {
    const ParentRef& parent = route_.parents[index];
    const std::int64_t port = parent.port.value.value_or(0);
    const std::string_view section = *parent.section;
    bool meant = false;
    std::vector<Refusal> refusals;
    const std::size_t before = found_.size();
    for (const Parent& listener : all) {
      if (port != 0 && port != listener.port) continue;
      if (!section.empty() && section != listener.section) continue;
      meant = true;
      if (Refusal refusal = RefusalOf(listener, route_); !refusal.reason.empty()) {
        refusals.push_back(std::move(refusal));
        continue;
      }
      Attachment& attachment = found_.emplace_back();
      attachment.listener = &listener;
      attachment.ref = &parent;
      attachment.ref_index = index;
      for (const Parent& other : all) {
        const bool rival = other.port == listener.port && other.protocol == listener.protocol;
        if (rival && other.hostname != listener.hostname) attachment.others.push_back(other.hostname);
      }
    }
    for (Refusal& refusal : refusals) {
      if (refusal.of_namespace || found_.size() == before)
        Report(index, std::move(refusal.reason), all.front().api_gateway);
    }
    if (meant) return;
    std::string what =
        section.empty() ? std::string("no listener") : fmt::format("no listener `{}`", section);
    if (port != 0) what += fmt::format(" on port {}", port);
    std::vector<std::string_view> sections;
    for (const Parent& listener : all) sections.push_back(listener.section);
    const std::string there =
        sections.empty() ? std::string() : fmt::format(", only `{}`", fmt::join(sections, "`, `"));
    Report(index, fmt::format("{} has {}{}", parent_name, what, there),
           all.empty() ? std::string_view() : std::string_view(all.front().api_gateway));
  }

  void AddMesh(std::size_t index) {
    const ParentRef& parent = route_.parents[index];
    const std::string_view ns = parent.ref.NamespaceFrom(route_.ns());
    const model::Object* const object =
        parts_.manifests.Find(*parent.ref.group, *parent.ref.kind, ns, *parent.ref.name);
    if (!object)
      return Report(index, fmt::format("there is no {} `{}/{}`", *parent.ref.kind, ns, *parent.ref.name),
                    "mesh");
    if (const model::Object* waypoint = ForeignWaypoint(*object))
      return Report(index,
                    fmt::format("waypoint `{}/{}` of {} is not run by Istio", *waypoint->namespace_,
                                *waypoint->name, object->resource()),
                    "mesh");
    Attachment& attachment = found_.emplace_back();
    attachment.ref = &parent;
    attachment.ref_index = index;
    if (*parent.ref.kind == "Service") {
      attachment.mesh_hosts.push_back(parts_.ServiceHost(*parent.ref.name, ns));
      return;
    }
    for (const yaml::Node& host : object->Get("spec").Get("hosts").items())
      attachment.mesh_hosts.emplace_back(host.string());
  }

  /// The waypoint of a Service or ServiceEntry, by its own label or its Namespace's, if somebody else's
  /// controller runs it; null otherwise.
  const model::Object* ForeignWaypoint(const model::Object& service) const {
    const model::Labels* labels = &service.labels;
    if (!labels->Has(kUseWaypoint)) {
      const model::Object* const ns =
          parts_.manifests.Find(model::kCore, "Namespace", "", *service.namespace_);
      if (!ns) return nullptr;
      labels = &ns->labels;
    }
    const std::string_view name = labels->Get(kUseWaypoint);
    if (name.empty() || name == "none") return nullptr;
    const std::string_view other_ns = labels->Get("istio.io/use-waypoint-namespace");
    const model::Object* const waypoint =
        parts_.manifests.Find(kGroup, "Gateway", other_ns.empty() ? *service.namespace_ : other_ns, name);
    if (!waypoint) return nullptr;
    const std::string_view class_name = waypoint->Get("spec").Get("gatewayClassName").string();
    const model::Object* const known = parts_.manifests.Find(kGroup, "GatewayClass", "", class_name);
    return known && ControllerOf(parts_.manifests, class_name).empty() ? waypoint : nullptr;
  }

  void Report(std::size_t index, std::string reason, std::string_view gateway) {
    const std::vector<std::string_view> hosts = HostnamesOf(route_);
    parts_.made.unattached.push_back({route_.object,
                                      fmt::format("spec.parentRefs[{}]", index),
                                      route_.parents[index].ref.span,
                                      std::move(reason),
                                      std::string(gateway),
                                      {hosts.begin(), hosts.end()}});
  }

  const Route& route_;
  const Listeners& listeners_;
  const Parts& parts_;
  std::vector<Attachment> found_;
};

}  // namespace

std::string_view Attachment::TakenBy(std::string_view hostname) const {
  if (mesh()) return {};
  const std::string_view own = listener->hostname;
  if (!own.empty() && !mesh::IsWildcard(own)) return {};
  if (!own.empty() && !mesh::Overlap(hostname, own)) return own;
  for (const std::string_view other : others) {
    // The longer name is the closer one.
    if (own.size() <= other.size() && mesh::IsSubsetOf(hostname, other)) return other;
  }
  return {};
}

std::vector<Attachment> AttachmentsOf(const Route& route, const Listeners& listeners, const Parts& parts) {
  return Attaching(route, listeners, parts).Run();
}

}  // namespace meshctl::gatewayapi
