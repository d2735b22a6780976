// SPDX-License-Identifier: Apache-2.0
// EnvoyFilters patch the configuration itself and WasmPlugins run code: what they do cannot be told from
// manifests. Whether they are there at all can be, so that answers are doubted only where they act.
#include "route/caveats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "model/fields.h"
#include "model/security.h"

namespace meshctl::route {
namespace {

constexpr std::string_view kGatewayName = "gateway.networking.k8s.io/gateway-name";

/// Policies with target references concern gateways of that name, others go by their selector.
bool Selects(const model::Object& object, const mesh::Mesh& mesh, const Proxy& proxy) {
  const model::Fields spec(object.Get("spec"));
  const bool own = *object.namespace_ == proxy.workload_ns;
  if (!own && *object.namespace_ != mesh.config().root_namespace) return false;
  const std::vector<model::TargetRef> targets = model::DecodeTargetRefs(spec);
  if (!targets.empty()) {
    return own && std::ranges::any_of(targets, [&](const model::TargetRef& target) {
             return *target.kind == "Gateway" && *target.name == proxy.labels.Get(kGatewayName);
           });
  }
  const model::Fields selector =
      spec.Get("workloadSelector") ? spec.In("workloadSelector") : spec.In("selector");
  return proxy.labels.Satisfy(selector.Get("labels") ? selector.GetLabels("labels")
                                                     : selector.GetLabels("matchLabels"));
}

/// Whether some patch of an EnvoyFilter is for this kind of traffic. Clusters of sidecars and patches without
/// a context are for all of it.
bool Touches(const model::Object& filter, Traffic traffic) {
  constexpr std::array<std::string_view, 3> kContexts = {"GATEWAY", "SIDECAR_OUTBOUND", "SIDECAR_INBOUND"};
  const yaml::Node& patches = model::Fields(filter.Get("spec")).Get("configPatches");
  return std::ranges::any_of(patches.items(), [&](const yaml::Node& patch) {
    const std::string_view context = *model::Fields(patch).In("match").GetText("context");
    return context.empty() || context == "ANY" || context == kContexts[static_cast<std::size_t>(traffic)];
  });
}

std::string_view Part(Traffic traffic) {
  constexpr std::array<std::string_view, 3> kParts = {"routes of gateway", "routes of the sidecar of",
                                                      "answers of the sidecar of"};
  return kParts[static_cast<std::size_t>(traffic)];
}

}  // namespace

std::vector<Caveat> CaveatsOf(const mesh::Mesh& mesh, const Proxy& proxy, Traffic traffic) {
  std::vector<Caveat> caveats;
  const std::string name = fmt::format("`{}/{}`", proxy.workload_ns, proxy.name);
  for (const model::Object* filter : mesh.ObjectsOf("networking.istio.io", "EnvoyFilter")) {
    if (!Selects(*filter, mesh, proxy) || !Touches(*filter, traffic)) continue;
    caveats.push_back({filter->resource(),
                       fmt::format("may change the {} {} in any way", Part(traffic), name), filter->span()});
  }
  for (const model::Object* plugin : mesh.ObjectsOf("extensions.istio.io", "WasmPlugin")) {
    if (!Selects(*plugin, mesh, proxy)) continue;
    caveats.push_back(
        {plugin->resource(), fmt::format("may answer or change requests in {}", name), plugin->span()});
  }
  return caveats;
}

}  // namespace meshctl::route
