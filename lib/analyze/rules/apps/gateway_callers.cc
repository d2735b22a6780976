// SPDX-License-Identifier: Apache-2.0
// Istio gives the gateways that it makes from a Gateway of the class `istio` an account of the name
// `GATEWAY-istio`. A Gateway with addresses of its own is opened by Pods that somebody else made.
#include "analyze/rules/apps/gateway_callers.h"

#include <fmt/format.h>

namespace meshctl::analyze {
namespace {

constexpr std::string_view kGatewayNameLabel = "gateway.networking.k8s.io/gateway-name";
constexpr std::string_view kOwnClass = "istio";

GatewayCaller CallerOf(const mesh::Workload& workload) {
  return {IdentityOf(workload), workload.object->file().origin() == source::Origin::kGenerated};
}

}  // namespace

const std::vector<GatewayCaller>& GatewayCallers::Of(const model::Gateway& gateway) {
  auto [callers, made] = callers_.try_emplace(gateway.object);
  if (made) {
    for (const mesh::Workload* workload : mesh_.WorkloadsOf(gateway))
      callers->second.push_back(CallerOf(*workload));
  }
  return callers->second;
}

const std::vector<GatewayCaller>& GatewayCallers::Of(const model::Object& gateway) {
  if (!indexed_) {
    indexed_ = true;
    for (const mesh::Workload& workload : mesh_.workloads().all()) {
      const std::string_view name = workload.labels->Get(kGatewayNameLabel);
      if (!name.empty()) pods_[fmt::format("{}/{}", workload.ns, name)].push_back(&workload);
    }
  }
  auto [callers, made] = callers_.try_emplace(&gateway);
  if (!made) return callers->second;
  if (auto pods = pods_.find(fmt::format("{}/{}", *gateway.namespace_, *gateway.name)); pods != pods_.end()) {
    for (const mesh::Workload* workload : pods->second) callers->second.push_back(CallerOf(*workload));
    return callers->second;
  }
  const yaml::Node& spec = gateway.Get("spec");
  if (spec.Get("gatewayClassName").string() != kOwnClass || spec.Get("addresses").size() > 0)
    return callers->second;
  names_.push_back(fmt::format("{}-{}", *gateway.name, kOwnClass));
  callers->second.push_back({{*gateway.namespace_, names_.back()}, false});
  return callers->second;
}

}  // namespace meshctl::analyze
