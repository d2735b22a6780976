// SPDX-License-Identifier: Apache-2.0
// IST0128.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/destinations/rules.h"
#include "analyze/rules/destinations/server_verification.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::DestinationRule& rule : mesh.destination_rules()) {
    if (rule.traffic_policy && TrustsAnyServer(rule, *rule.traffic_policy))
      AddUnverifiedServer(rule, *rule.traffic_policy, "", findings);
  }
}

constexpr Kind kReads[] = {kind::kDestinationRule};

}  // namespace

constinit const Rule kUnverifiedServer = {
    .name = "unverified-server",
    .code = "IST0128",
    .analyzers = {"destinationrule.CaCertificateAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a DestinationRule opens TLS without saying whose certificates to trust",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
