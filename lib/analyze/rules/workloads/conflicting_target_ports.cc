// SPDX-License-Identifier: Apache-2.0
// IST0137. A sidecar has one inbound listener for a target port, whose settings are those of one Service
// port.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/workloads/deployment_services.h"
#include "analyze/rules/workloads/rules.h"

namespace meshctl::analyze {
namespace {

struct Use {
  const model::Service* service = nullptr;
  const model::ServicePort* port = nullptr;
};
// By number of the Service port; of several Services with the same the last counts, as upstream.
using Uses = std::map<std::int64_t, Use>;

// As Kubernetes writes it: none and 0 mean the port itself.
std::string TargetOf(const model::ServicePort& port) {
  const model::TargetPort& target = port.target_port;
  if (!target.name->empty() && *target.name != "0") return std::string(*target.name);
  const std::int64_t number = target.number->value_or(0);
  return std::to_string(number == 0 ? port.port->value_or(0) : number);
}

void Report(const model::Object& deployment, std::string_view target, const Uses& uses, Findings& findings) {
  std::set<std::string> names;
  std::vector<std::int64_t> numbers;
  for (const auto& [number, use] : uses) {
    names.insert(FullName(*use.service));
    numbers.push_back(number);
  }
  diag::Diagnostic& d = findings.Add(
      deployment, deployment.name.span,
      fmt::format(
          "target port `{}` of deployment `{}` stands behind several Service ports: {}, given by `{}`",
          target, *deployment.name, fmt::join(numbers, ", "), fmt::join(names, "` and `")));
  for (const auto& [number, use] : uses)
    d.secondary.push_back({use.port->port.span, fmt::format("`{}` is {} here", target, number)});
  d.help = "let all Services of these Pods use one port number for a target port";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const DeploymentServices& entry : DeploymentsWithServices(mesh)) {
    std::map<std::string, Uses> by_target;
    for (const model::Service* service : entry.services) {
      for (const model::ServicePort& port : service->ports)
        by_target[TargetOf(port)].insert_or_assign(port.port->value_or(0), Use{service, &port});
    }
    for (const auto& [target, uses] : by_target) {
      if (uses.size() > 1) Report(*entry.deployment->object, target, uses, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kNamespace, kind::kService};

}  // namespace

constinit const Rule kConflictingTargetPorts = {
    .name = "conflicting-target-ports",
    .code = "IST0137",
    .analyzers = {"deployment.MultiServiceAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "Services in front of a Deployment reach one target port by several port numbers",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
