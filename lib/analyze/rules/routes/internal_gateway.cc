// SPDX-License-Identifier: Apache-2.0
// IST0165. Istio turns each listener of a Gateway API Gateway into a Gateway of its own, whose name carries a
// mark.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/routes/gateway_reference.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::Text& entry : vs.gateways) {
      if (!NamesInternalGateway(*entry)) continue;
      diag::Diagnostic& d =
          findings.Add(*vs.object, entry.span, fmt::format("gateway `{}` is internal to Istio", *entry));
      d.primary.text = "names of this form are not stable";
      d.help = "write an HTTPRoute, or name the Gateway of the Gateway API itself";
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kInternalGateway = {
    .name = "internal-gateway",
    .code = "IST0165",
    .analyzers = {"virtualservice.GatewayAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a VirtualService is bound to a gateway that Istio made for itself",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
