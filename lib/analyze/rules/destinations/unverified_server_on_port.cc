// SPDX-License-Identifier: Apache-2.0
// IST0129: IST0128 for the policy of one port.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/destinations/rules.h"
#include "analyze/rules/destinations/server_verification.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::DestinationRule& rule : mesh.destination_rules()) {
    if (!rule.traffic_policy) continue;
    for (const model::PortPolicy& policy : rule.traffic_policy->port_level) {
      if (!TrustsAnyServer(rule, policy)) continue;
      AddUnverifiedServer(rule, policy, fmt::format(" on port {}", policy.port->value_or(0)), findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kDestinationRule};

}  // namespace

constinit const Rule kUnverifiedServerOnPort = {
    .name = "unverified-server-on-port",
    .code = "IST0129",
    .analyzers = {"destinationrule.CaCertificateAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "the policy of a port opens TLS without saying whose certificates to trust",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
