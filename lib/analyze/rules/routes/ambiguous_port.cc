// SPDX-License-Identifier: Apache-2.0
// IST0112. What the host means is decided as for IST0101 (unknown-host), which reports hosts that mean
// nothing.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/routes/destinations.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void CheckDestination(const model::VirtualService& vs, const WrittenDestination& written,
                      const mesh::Mesh& mesh, Findings& findings) {
  const model::Destination& destination = *written.destination;
  if (destination.port.span) return;
  const mesh::Service* service = mesh.services().FindForAnalysis(*destination.host, vs.ns(), vs.export_to);
  if (!service || service->ports.size() < 2) return;
  std::vector<std::uint32_t> numbers;
  for (const mesh::ServicePort& port : service->ports) numbers.push_back(port.number);
  diag::Diagnostic& d = findings.Add(
      *vs.object, destination.host.span,
      fmt::format("{} `{}` does not say which of {} ports", written.role, *destination.host, numbers.size()));
  d.primary.text = fmt::format("it has ports {}", fmt::join(numbers, ", "));
  d.help = "add `port: {number: ...}`";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const WrittenDestination& written : DestinationsOf(vs))
      CheckDestination(vs, written, mesh, findings);
  }
}

constexpr Kind kReads[] = {kind::kService, kind::kServiceEntry, kind::kVirtualService};

}  // namespace

constinit const Rule kAmbiguousPort = {
    .name = "ambiguous-port",
    .code = "IST0112",
    .analyzers = {"virtualservice.DestinationHostAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a route leads to a host of several ports and names none of them",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
