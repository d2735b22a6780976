// SPDX-License-Identifier: Apache-2.0
// Services: the EndpointSlice of the selected Pods, and the address that a cloud would give a load balancer.
#include <fmt/format.h>

#include "sandbox/addresses.h"
#include "sandbox/conditions.h"
#include "sandbox/controllers.h"
#include "sandbox/selector.h"

namespace meshctl::sandbox {
namespace {

const GroupResource kSlices{"discovery.k8s.io", "endpointslices"};
constexpr const char* kManager = "endpointslice-controller.k8s.io";

// The number of a port that a Service names by number or by name; null when no container of the Pod has it.
Json ResolvePort(const Json& target, const Json& pod) {
  if (!target.is_string()) return target;
  const Json* containers = ValueAt(pod, {"spec", "containers"});
  if (!containers) return nullptr;
  for (const Json& container : *containers) {
    const Json* ports = ValueAt(container, {"ports"});
    if (!ports) continue;
    for (const Json& port : *ports) {
      if (TextAt(port, {"name"}) == target.get_ref<const std::string&>()) return port["containerPort"];
    }
  }
  return nullptr;
}

Json SlicePorts(const Json& service, const std::vector<Object>& pods) {
  Json out = Json::array();
  const Json* ports = ValueAt(service, {"spec", "ports"});
  if (!ports) return out;
  for (const Json& port : *ports) {
    const Json target = port.contains("targetPort") ? port["targetPort"] : port["port"];
    Json number = pods.empty() ? (target.is_string() ? Json() : target) : ResolvePort(target, *pods.front());
    if (number.is_null()) continue;
    Json entry = {
        {"name", port.value("name", "")}, {"protocol", port.value("protocol", "TCP")}, {"port", number}};
    if (port.contains("appProtocol")) entry["appProtocol"] = port["appProtocol"];
    out.push_back(std::move(entry));
  }
  return out;
}

Json Endpoint(const Json& pod) {
  const Json& metadata = pod["metadata"];
  return {{"addresses", Json::array({TextAt(pod, {"status", "podIP"})})},
          {"conditions", {{"ready", true}, {"serving", true}, {"terminating", false}}},
          {"nodeName", TextAt(pod, {"spec", "nodeName"})},
          {"targetRef",
           {{"kind", "Pod"},
            {"name", metadata["name"]},
            {"namespace", metadata["namespace"]},
            {"uid", metadata["uid"]}}}};
}

void WriteSlice(Registry& registry, const Json& service) {
  const Resource* resource = registry.catalog().Preferred(kSlices);
  const Selector selector = Selector::OfMap(service["spec"]["selector"]);
  const std::string name_space = TextAt(service, {"metadata", "namespace"});
  const std::string name = TextAt(service, {"metadata", "name"});
  std::vector<Object> pods;
  const Json::const_iterator first = service["spec"]["selector"].begin();
  const std::string value = first->is_string() ? first->get<std::string>() : "";
  for (const Key& key : registry.store().PodsWith(name_space, first.key(), value)) {
    const Object pod = registry.store().Get(key);
    if (selector.Selects(*pod) && !TextAt(*pod, {"status", "podIP"}).empty()) pods.push_back(pod);
  }
  Json endpoints = Json::array();
  for (const Object& pod : pods) endpoints.push_back(Endpoint(*pod));
  const Owner owner{kManager, Owner::Operation::kUpdate, resource->api_version(), ""};
  const std::string slice = fmt::format("{}-{}", name, NameSuffix(Hash(name_space + "/" + name), 5));
  Json metadata = {
      {"name", slice},
      {"namespace", name_space},
      {"labels",
       {{"kubernetes.io/service-name", name}, {"endpointslice.kubernetes.io/managed-by", kManager}}},
      {"ownerReferences", Json::array({OwnerReference(service)})}};
  if (const Object live = registry.store().Get({kSlices, name_space, slice})) {
    Json updated = *live;
    updated["endpoints"] = std::move(endpoints);
    updated["ports"] = SlicePorts(service, pods);
    Ignore(registry.Update(*resource, live, std::move(updated), {owner, "", Commit::kStore}));
    return;
  }
  Ignore(registry.Create(*resource,
                         {{"metadata", std::move(metadata)},
                          {"addressType", "IPv4"},
                          {"endpoints", std::move(endpoints)},
                          {"ports", SlicePorts(service, pods)}},
                         {owner, "", Commit::kStore}));
}

}  // namespace

void ReconcileService(Registry& registry, Backstage& /*backstage*/, const Key& key) {
  const Object service = registry.store().Get(key);
  if (!service) return;
  const Json* selector = ValueAt(*service, {"spec", "selector"});
  if (selector && selector->is_object() && !selector->empty() && registry.catalog().Preferred(kSlices))
    WriteSlice(registry, *service);

  Json changed = *service;
  Json& status = changed["status"];
  status["loadBalancer"] = Json::object();
  if (TextAt(*service, {"spec", "type"}) == "LoadBalancer") {
    status["loadBalancer"]["ingress"] =
        Json::array({Json{{"ip", LoadBalancerAddress(*service)}, {"ipMode", "VIP"}}});
  }
  WriteStatus(registry, service, std::move(changed), "cloud-controller-manager");
}

}  // namespace meshctl::sandbox
