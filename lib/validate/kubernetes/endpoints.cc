// SPDX-License-Identifier: Apache-2.0
// Endpoints and EndpointSlice.
#include <fmt/core.h>

#include <optional>
#include <string_view>

#include "schema/formats.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/values.h"
#include "validate/object.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kSubsetWithoutAddresses = {.code = "KUBE1101",
                                                .name = "subset-without-addresses",
                                                .summary = "a subset holds addresses, ready or not"};
constinit const Rule kEndpointPortName = {
    .code = "KUBE1102",
    .name = "endpoint-port-name",
    .summary = "the ports of endpoints are told apart by name, as soon as there are several"};
constinit const Rule kEndpointAddress = {
    .code = "KUBE1103",
    .name = "bad-endpoint-address",
    .summary = "the addresses of a slice are of its type, and other machines can reach them"};
constinit const Rule kDeprecatedEndpoints = {.code = "KUBE1104",
                                             .name = "deprecated-endpoints",
                                             .level = diag::Level::kWarning,
                                             .summary = "Endpoints and slices of DNS names are deprecated"};

constexpr const Rule* kEndpointsRules[] = {&kSubsetWithoutAddresses, &kEndpointPortName,
                                           &kDeprecatedEndpoints};
constexpr const Rule* kSliceRules[] = {&kEndpointPortName, &kEndpointAddress, &kDeprecatedEndpoints};

void CheckEndpoints(const Object& object, Verdict& verdict) {
  verdict.AtKey(kDeprecatedEndpoints, object.root(), "kind", "`Endpoints` are deprecated",
                {.label = "deprecated", .help = "use an EndpointSlice of `discovery.k8s.io/v1`"});
  for (const yaml::Node& subset : object.root().Get("subsets").items()) {
    if (subset.Get("addresses").size() == 0 && subset.Get("notReadyAddresses").size() == 0) {
      verdict.Missing(kSubsetWithoutAddresses, subset,
                      fmt::format("{} has no addresses", verdict.Path(subset)),
                      {.label = "needs `addresses` or `notReadyAddresses`"});
    }
    const auto ports = subset.Get("ports").items();
    for (const yaml::Node& port : ports) {
      if (ports.size() < 2 || !port.Get("name").string().empty()) continue;
      verdict.Missing(kEndpointPortName, port,
                      fmt::format("{} has no name, but is not the only port", verdict.Path(port)),
                      {.label = "needs a `name`"});
    }
  }
}

void CheckAddress(std::string_view type, const yaml::Node& address, Verdict& verdict) {
  const std::string_view text = address.string();
  std::string_view demand;
  if (type == "FQDN") {
    const std::string_view name = text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
    const bool full =
        Matches(schema::Format::kDns1123Subdomain, name) && name.find('.') != std::string_view::npos;
    if (!full) demand = "a DNS name of at least two parts";
  } else if (!Matches(schema::Format::kIpNonSpecial, text)) {
    demand = "an address that other machines can reach";
  } else if ((text.find(':') == std::string_view::npos) != (type == "IPv4")) {
    demand = type == "IPv4" ? "an IPv4 address" : "an IPv6 address";
  }
  if (demand.empty()) return;
  verdict.At(kEndpointAddress, address, fmt::format("{} is not {}", verdict.Path(address), demand),
             {.label = fmt::format("must be {}", demand)});
}

void CheckSlice(const Object& object, Verdict& verdict) {
  const yaml::Node& type_node = object.root().Get("addressType");
  const std::string_view type = type_node.string();
  if (type == "FQDN") {
    verdict.At(kDeprecatedEndpoints, type_node, "`addressType` is `FQDN`, which is deprecated",
               {.label = "deprecated", .help = "use a Service of type ExternalName"});
  }
  if (type == "IPv4" || type == "IPv6" || type == "FQDN") {
    for (const yaml::Node& endpoint : object.root().Get("endpoints").items()) {
      for (const yaml::Node& address : endpoint.Get("addresses").items())
        CheckAddress(type, address, verdict);
    }
  }
  const auto name_of = [](const yaml::Node& port) { return std::optional(port.Get("name").string()); };
  ForEachDuplicate(object.root().Get("ports").items(), name_of,
                   [&](const yaml::Node& first, const yaml::Node& again) {
                     if (again.Get("name").present() && first.Get("name").present()) {
                       Repeated(kEndpointPortName, first.Get("name"), again.Get("name"), verdict,
                                "give each port its own name");
                     } else {
                       verdict.Missing(kEndpointPortName, again,
                                       fmt::format("{} is a second port without name", verdict.Path(again)),
                                       {.label = "needs a `name`"});
                     }
                   });
}

}  // namespace

constinit const Code kEndpointsCode = {Authority::kApiServer, "", "Endpoints", kEndpointsRules,
                                       CheckEndpoints};
constinit const Code kEndpointSliceCode = {Authority::kApiServer, "discovery.k8s.io", "EndpointSlice",
                                           kSliceRules, CheckSlice};

}  // namespace meshctl::validate::kubernetes
