// SPDX-License-Identifier: Apache-2.0
// Declaring container ports is optional, so a number that is not declared proves nothing by itself. Together
// with a declared port that no Service leads to, it is a mix-up: one of the two numbers is wrong.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/apps/target_ports.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Istio's own listeners in every Pod with a sidecar: 15020 for metrics, 15021 for health and so on.
bool IsProxyPort(std::int64_t number) { return number >= 15000 && number <= 15090; }

std::int64_t TargetOf(const model::ServicePort& port) {
  return port.target_port.number->value_or(port.port->value_or(0));
}

// Ports for scraping and probing are declared and reached without a Service, on purpose.
bool IsForOperators(const mesh::Workload& workload, const model::ContainerPort& port) {
  for (std::string_view word : {"metric", "prom", "health", "probe", "debug", "admin"}) {
    if (port.name->find(word) != port.name->npos) return true;
  }
  const std::string_view scraped = workload.pods->pod.annotations.Get("prometheus.io/port");
  return !scraped.empty() && scraped == port.number.span.text();
}

// The ports that a workload declares for clients and no Service leads to.
std::vector<const model::ContainerPort*> Orphans(const mesh::Mesh& mesh, const mesh::Workload& workload) {
  const auto declares_any = [](const model::Container& container) { return !container.ports.empty(); };
  if (std::ranges::none_of(workload.pods->pod.containers, declares_any)) return {};
  std::set<std::int64_t> numbers;
  std::set<std::string_view> names;
  for (const mesh::Service* service : mesh.ServicesOf(workload)) {
    if (!service->kubernetes) continue;
    for (const model::ServicePort& port : service->kubernetes->ports) {
      if (port.target_port.name->empty()) {
        numbers.insert(TargetOf(port));
      } else {
        names.insert(*port.target_port.name);
      }
    }
  }
  std::vector<const model::ContainerPort*> orphans;
  ForEachPort(workload.pods->pod, [&](const model::ContainerPort& declared) {
    const std::int64_t number = declared.number->value_or(0);
    const bool reached = numbers.contains(number) || names.contains(*declared.name);
    if (reached || *declared.protocol == "UDP" || IsProxyPort(number)) return;
    if (!IsForOperators(workload, declared)) orphans.push_back(&declared);
  });
  return orphans;
}

bool Declares(const mesh::Workload& workload, std::int64_t number) {
  bool declares = false;
  ForEachPort(workload.pods->pod,
              [&](const model::ContainerPort& port) { declares = declares || port.number.value == number; });
  return declares;
}

void AddFinding(const model::Service& service, const model::ServicePort& port, const mesh::Workload& workload,
                const std::vector<const model::ContainerPort*>& orphans, Findings& findings) {
  const bool written = port.target_port.number->has_value();
  const source::Span at = written ? port.target_port.number.span : port.port.span;
  diag::Diagnostic& d = findings.Add(
      *service.object, at,
      fmt::format("port {} of service `{}` leads to port {}, which no container of `{}` declares",
                  port.port->value_or(0), *service.object->name, TargetOf(port), workload.name));
  if (!written) d.primary.text = "no `targetPort`: the same number";
  for (const model::ContainerPort* orphan : orphans)
    d.secondary.push_back({orphan->number.span, "declared, and no service leads here"});
  if (orphans.size() != 1 || !orphans.front()->number.value) return;
  const std::string intended = fmt::to_string(*orphans.front()->number.value);
  d.help =
      written ? fmt::format("did you mean {}?", intended) : fmt::format("add `targetPort: {}`", intended);
  if (!written) return;
  d.fixes.push_back({.title = fmt::format("replace {} by {}", TargetOf(port), intended),
                     .edits = {{at, intended}},
                     .safety = diag::Safety::kUnsafe});
}

void CheckPort(const mesh::Mesh& mesh, const model::Service& service, const model::ServicePort& port,
               const std::vector<const mesh::Workload*>& pods, Findings& findings) {
  const std::int64_t number = TargetOf(port);
  if (number == 0 || *port.protocol == "UDP" || IsProxyPort(number)) return;
  for (const mesh::Workload* workload : pods) {
    if (Declares(*workload, number)) return;
  }
  for (const mesh::Workload* workload : pods) {
    const auto orphans = Orphans(mesh, *workload);
    if (!orphans.empty()) return AddFinding(service, port, *workload, orphans, findings);
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Service& service : mesh.kubernetes_services()) {
    const auto pods = PodsBehind(mesh, service);
    if (pods.empty()) continue;
    for (const model::ServicePort& port : service.ports) {
      if (port.target_port.name->empty()) CheckPort(mesh, service, port, pods, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kPod, kind::kService, kind::kWorkloadEntry};

}  // namespace

constinit const Rule kUndeclaredTargetPort = {
    .name = "undeclared-target-port",
    .code = "MESH0201",
    .level = diag::Level::kWarning,
    .summary = "a Service leads past the port that its pods declare",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
