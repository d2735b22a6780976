// SPDX-License-Identifier: Apache-2.0
// IST0116. A sidecar has one listener for a port, so all Services in front of a Deployment must agree on the
// protocol of each port number. As upstream, one Service may disagree with itself (DNS on TCP and UDP).
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/workloads/deployment_services.h"
#include "analyze/rules/workloads/rules.h"

namespace meshctl::analyze {
namespace {

struct Use {
  const model::Service* service = nullptr;
  const model::ServicePort* port = nullptr;

  std::string_view protocol() const { return port->protocol->empty() ? "TCP" : *port->protocol; }
  source::Span span() const { return port->protocol.span ? port->protocol.span : port->port.span; }
};

bool Agree(const std::vector<Use>& uses) {
  return std::ranges::all_of(uses, [&](const Use& use) { return use.protocol() == uses.front().protocol(); });
}

void Report(const model::Object& deployment, std::int64_t number, const std::vector<Use>& uses,
            Findings& findings) {
  std::set<std::string> names;
  for (const Use& use : uses) names.insert(FullName(*use.service));
  diag::Diagnostic& d =
      findings.Add(deployment, deployment.name.span,
                   fmt::format("port {} of deployment `{}` has several protocols, given by `{}`", number,
                               *deployment.name, fmt::join(names, "` and `")));
  for (const Use& use : uses) d.secondary.push_back({use.span(), fmt::format("{} here", use.protocol())});
  d.help = "let all Services of these Pods use a port number for one protocol";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const DeploymentServices& entry : DeploymentsWithServices(mesh)) {
    std::map<std::int64_t, std::vector<Use>> by_number;
    for (const model::Service* service : entry.services) {
      for (const model::ServicePort& port : service->ports)
        by_number[port.port->value_or(0)].push_back({service, &port});
    }
    for (const auto& [number, uses] : by_number) {
      if (!Agree(uses)) Report(*entry.deployment->object, number, uses, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kNamespace, kind::kService};

}  // namespace

constinit const Rule kConflictingPortProtocols = {
    .name = "conflicting-port-protocols",
    .code = "IST0116",
    .analyzers = {"deployment.MultiServiceAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "Services in front of a Deployment use one port number for several protocols",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
