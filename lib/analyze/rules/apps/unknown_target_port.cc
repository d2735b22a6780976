// SPDX-License-Identifier: Apache-2.0
// Kubernetes leaves a Pod out of the endpoints of a port whose name none of its containers has in the same
// protocol. One Pod with the port is enough for silence: several versions may differ on purpose.
#include <fmt/format.h>

#include <algorithm>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/apps/target_ports.h"
#include "analyze/rules/replacement.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// What injection adds to every sidecar, for scraping.
constexpr std::string_view kProxyPort = "http-envoy-prom";

std::string_view Protocol(const model::Text& protocol) { return protocol->empty() ? "TCP" : *protocol; }

void CheckPort(const model::Service& service, const model::ServicePort& port,
               const std::vector<const mesh::Workload*>& pods, Findings& findings) {
  const model::Text& wanted = port.target_port.name;
  if (*wanted == kProxyPort) return;
  std::vector<std::string_view> names;
  const model::ContainerPort* other_protocol = nullptr;
  bool found = false;
  for (const mesh::Workload* workload : pods) {
    ForEachPort(workload->pods->pod, [&](const model::ContainerPort& declared) {
      const bool same_protocol = Protocol(declared.protocol) == Protocol(port.protocol);
      if (same_protocol && !declared.name->empty()) names.push_back(*declared.name);
      if (*declared.name != *wanted) return;
      if (same_protocol) {
        found = true;
      } else {
        other_protocol = &declared;
      }
    });
  }
  if (found) return;
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());

  diag::Diagnostic& d = findings.Add(
      *service.object, wanted.span,
      fmt::format("port {} of service `{}` has no endpoints", port.port->value_or(0), *service.object->name));
  d.primary.text = fmt::format("no container of `{}` has a {} port of this name", pods.front()->name,
                               Protocol(port.protocol));
  if (other_protocol) {
    d.secondary.push_back(
        {other_protocol->name.span, fmt::format("this one is for {}", Protocol(other_protocol->protocol))});
    d.help = "write the same `protocol` on both sides";
    return;
  }
  if (!names.empty()) d.notes.push_back(fmt::format("declared names: {}", fmt::join(names, ", ")));
  ProposeReplacement(wanted, OnlyNearest(*wanted, names), d);
  if (d.help.empty()) d.help = "name the container's port so, or use its number";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Service& service : mesh.kubernetes_services()) {
    std::vector<const mesh::Workload*> pods;
    for (const model::ServicePort& port : service.ports) {
      if (port.target_port.name->empty()) continue;
      if (pods.empty()) pods = PodsBehind(mesh, service);
      if (pods.empty()) break;
      CheckPort(service, port, pods, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kPod, kind::kService, kind::kWorkloadEntry};

}  // namespace

constinit const Rule kUnknownTargetPort = {
    .name = "unknown-target-port",
    .code = "MESH0202",
    .level = diag::Level::kError,
    .summary = "a Service names a target port that no container of its pods has",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
