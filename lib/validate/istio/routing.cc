// SPDX-License-Identifier: Apache-2.0
// The parts of routes that do not depend on the protocol.
#include "validate/istio/routing.h"

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "validate/istio/addresses.h"
#include "validate/istio/hosts.h"
#include "validate/istio/labels.h"
#include "validate/istio/ports.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kInvalidGatewayReference = {
    .code = "ISTIO0302",
    .name = "invalid-gateway-reference",
    .summary = "an entry of `gateways` is neither `namespace/name` nor a name"};
constinit const Rule kDottedGatewayReference = {
    .code = "ISTIO0303",
    .name = "dotted-gateway-reference",
    .level = diag::Level::kWarning,
    .summary = "a gateway is named as `name.namespace`, the old form of `namespace/name`"};
constinit const Rule kRouteWithoutDestination = {.code = "ISTIO0308",
                                                 .name = "route-without-destination",
                                                 .summary = "a route does not say where traffic goes"};
constinit const Rule kNegativeWeight = {
    .code = "ISTIO0333", .name = "negative-weight", .summary = "the weight of a destination is below 0"};
constinit const Rule kWeightsSumToZero = {
    .code = "ISTIO0334",
    .name = "weights-sum-to-zero",
    .summary = "of several destinations none has a weight, so that none gets traffic"};

namespace {

void CheckReference(const yaml::Node& gateway, std::size_t slash, Verdict& verdict) {
  const std::string_view name = gateway.string();
  if (IsLabel(name.substr(0, slash)) && IsLabel(name.substr(slash + 1))) return;
  At(verdict, kInvalidGatewayReference, gateway, "names no Gateway",
     Label("not `namespace/name`", "write the namespace and the name of the Gateway, both without dots"));
}

}  // namespace

void CheckGatewayNames(const yaml::Node& gateways, Verdict& verdict) {
  for (const yaml::Node& gateway : gateways.items()) {
    const std::string_view name = gateway.string();
    if (const std::size_t slash = name.find('/'); slash != std::string_view::npos) {
      CheckReference(gateway, slash, verdict);
      continue;
    }
    if (!IsFqdn(name)) {
      At(verdict, kInvalidGatewayReference, gateway, "names no Gateway", Label("not a name"));
    } else if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
      const std::string_view rest = name.substr(dot + 1);
      At(verdict, kDottedGatewayReference, gateway, "is the old form of a reference to a Gateway",
         Label("old form",
               fmt::format("write `{}/{}`", rest.substr(0, rest.find('.')), name.substr(0, dot))));
    }
    return;  // istiod does not look at the gateways behind one without a namespace
  }
}

void CheckL4Match(const yaml::Node& match, Verdict& verdict) {
  for (const yaml::Node& subnet : match.Get("destinationSubnets").items()) CheckSubnet(subnet, verdict);
  CheckOptionalPort(match, "port", verdict);
  CheckLabels(match.Get("sourceLabels"), verdict);
  CheckGatewayNames(match.Get("gateways"), verdict);
}

void CheckRouteDestinations(const yaml::Node& route, Verdict& verdict) {
  const yaml::Node& destinations = route.Get("route");
  if (destinations.size() == 0) {
    Missing(verdict, kRouteWithoutDestination, route, "route", "is required: where traffic goes",
            Help("add `route` with a `destination`"));
  }
  CheckWeightedDestinations(destinations, verdict);
}

void CheckWeightedDestinations(const yaml::Node& destinations, Verdict& verdict) {
  std::int64_t total = 0;
  for (const yaml::Node& item : destinations.items()) {
    if (item.Get("destination").is_null()) {
      Missing(verdict, kRouteWithoutDestination, item, "destination", "is required: where traffic goes");
    }
    CheckDestination(item.Get("destination"), verdict);
    const yaml::Node& weight = item.Get("weight");
    total += weight.integer().value_or(0);
    if (weight.integer().value_or(0) < 0)
      At(verdict, kNegativeWeight, weight, "must not be negative", Label("below 0"));
  }
  if (destinations.size() < 2 || total != 0) return;
  verdict.Missing(
      kWeightsSumToZero, destinations,
      fmt::format("the weights of {} sum up to 0: no destination gets traffic", verdict.Path(destinations)),
      Label("several destinations, no weight", "give every destination a `weight`"));
}

}  // namespace meshctl::validate::istio
