// SPDX-License-Identifier: Apache-2.0
// Nobody writes these objects into files, yet without them a Gateway would be opened by no proxy. Only what
// routing depends on is here: names, labels, ports.
#include "gatewayapi/managed.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/ascii.h"
#include "diag/report.h"
#include "gatewayapi/listeners.h"
#include "yaml/json.h"

namespace meshctl::gatewayapi {
namespace {

constexpr std::string_view kNameLabel = "gateway.networking.k8s.io/gateway-name";
constexpr std::string_view kClassLabel = "gateway.networking.k8s.io/gateway-class-name";
constexpr int kStatusPort = 15021;

Json PortsOf(const Gateway& gateway, const std::vector<ListenerSet>& sets) {
  Json ports = Json::array({{{"name", "status-port"}, {"port", kStatusPort}, {"protocol", "TCP"}}});
  const auto add = [&](const std::vector<Listener>& listeners) {
    for (const Listener& listener : listeners) {
      const std::int64_t number = listener.port.value.value_or(0);
      const bool known =
          std::ranges::any_of(ports, [&](const Json& port) { return port.at("port") == number; });
      if (number <= 0 || known) continue;
      ports.push_back({{"name", *listener.name},
                       {"port", number},
                       {"protocol", "TCP"},
                       {"appProtocol", LowerAscii(*listener.protocol)}});
    }
  };
  add(gateway.listeners);
  for (const ListenerSet& set : sets) add(set.listeners);
  return ports;
}

Json LabelsOf(const Gateway& gateway) {
  Json labels = Json::object();
  const yaml::Node& infrastructure = gateway.object->Get("spec").Get("infrastructure").Get("labels");
  for (const yaml::Entry& label : infrastructure.entries())
    labels[std::string(label.key)] = label.value.text();
  labels[std::string(kNameLabel)] = *gateway.object->name;
  labels[std::string(kClassLabel)] = *gateway.class_name;
  return labels;
}

/// A Deployment and a Service, as JSON documents behind each other.
std::string ManifestsOf(const Gateway& gateway, const std::vector<ListenerSet>& sets) {
  const std::string name = gateway.managed_name();
  const Json metadata = {
      {"name", name}, {"namespace", *gateway.object->namespace_}, {"labels", LabelsOf(gateway)}};
  const Json selector = {{std::string(kNameLabel), *gateway.object->name}};
  Json pod_labels = LabelsOf(gateway);
  pod_labels["sidecar.istio.io/inject"] = "false";
  pod_labels["gateway.istio.io/managed"] = "istio.io-gateway-controller";
  const Json deployment = {{"apiVersion", "apps/v1"},
                           {"kind", "Deployment"},
                           {"metadata", metadata},
                           {"spec",
                            {{"selector", {{"matchLabels", selector}}},
                             {"template",
                              {{"metadata", {{"labels", pod_labels}}},
                               {"spec",
                                {{"serviceAccountName", name},
                                 {"containers", {{{"name", "istio-proxy"}, {"image", "auto"}}}}}}}}}}};
  const Json service = {{"apiVersion", "v1"},
                        {"kind", "Service"},
                        {"metadata", metadata},
                        {"spec", {{"selector", selector}, {"ports", PortsOf(gateway, sets)}}}};
  std::string text;
  if (gateway.object->name->empty()) return text;
  text += yaml::PrintYaml(deployment) + "---\n" + yaml::PrintYaml(service);
  return text;
}

}  // namespace

void AddManagedGateways(model::Manifests& manifests) {
  const Namespaces namespaces(manifests);
  const std::vector<ListenerSet> sets = ListenerSetsIn(manifests);
  std::vector<std::unique_ptr<source::SourceFile>> files;
  for (const model::Object* object : ObjectsOf(manifests, kGroup, "Gateway")) {
    const Gateway gateway = gatewayapi::DecodeGateway(*object);
    if (!gateway.managed() || ControllerOf(manifests, *gateway.class_name) != kGatewayController) continue;
    if (manifests.Find(model::kCore, "Service", *object->namespace_, gateway.managed_name())) continue;
    files.push_back(std::make_unique<source::SourceFile>(
        fmt::format("workload of {}", object->resource()),
        ManifestsOf(gateway, ListenerSetsOf(gateway, sets, namespaces)), source::Origin::kGenerated));
  }
  diag::Report none;
  manifests.Add(std::move(files), none);
}

}  // namespace meshctl::gatewayapi
