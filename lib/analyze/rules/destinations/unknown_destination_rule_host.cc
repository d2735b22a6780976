// SPDX-License-Identifier: Apache-2.0
// IST0174. Hosts of DestinationRules are looked up as destinations of VirtualServices are; a rule for a
// wildcard needs a ServiceEntry that is at least as wide.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/destinations/rules.h"
#include "analyze/rules/host_checker.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  HostChecker hosts(mesh, findings);
  for (const model::DestinationRule& rule : mesh.destination_rules()) {
    if (rule.host->empty()) {
      findings.Add(*rule.object, rule.host.span, "destination rule has no host");
    } else {
      hosts.Resolve(*rule.object, rule.host, "host", rule.export_to);
    }
  }
}

constexpr Kind kReads[] = {kind::kDestinationRule, kind::kService, kind::kServiceEntry};

}  // namespace

constinit const Rule kUnknownDestinationRuleHost = {
    .name = "unknown-destination-rule-host",
    .code = "IST0174",
    .analyzers = {"destinationrule.SubsetSelectPodAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a DestinationRule is for a host that does not exist",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
