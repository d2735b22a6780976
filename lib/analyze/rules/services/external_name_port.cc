// SPDX-License-Identifier: Apache-2.0
// IST0150: what IST0118 becomes for a Service of type ExternalName, for which even the plain name `tcp` is
// not enough.
#include <fmt/format.h>

#include <cstdint>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/services/port_names.h"
#include "analyze/rules/services/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

source::Span PlaceOf(const model::ServicePort& port) {
  if (!port.app_protocol->empty()) return port.app_protocol.span;
  return port.name->empty() ? port.port.span : port.name.span;
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Service& service : mesh.kubernetes_services()) {
    if (!service.external() || IsExemptFromPortNames(service)) continue;
    for (const model::ServicePort& port : service.ports) {
      const bool is_tcp = *port.name == "tcp";
      if (SaysItsProtocol(port) && !is_tcp) continue;
      const std::int64_t number = port.port->value_or(0);
      diag::Diagnostic& d = findings.Add(
          *service.object, PlaceOf(port),
          is_tcp ? fmt::format("port {} of an ExternalName service is named just `tcp`", number)
                 : fmt::format("port {} of an ExternalName service does not say its protocol", number));
      d.primary.text = fmt::format("proxies may send all TCP traffic to port {} there", number);
      d.help =
          "give the port a name that says its protocol, as in `https-api` or `tcp-db`, or remove `ports`";
    }
  }
}

constexpr Kind kReads[] = {kind::kService};

}  // namespace

constinit const Rule kExternalNamePort = {
    .name = "external-name-port",
    .code = "IST0150",
    .analyzers = {"service.PortNameAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a port of an ExternalName Service has no name that says its protocol",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
