// SPDX-License-Identifier: Apache-2.0
// IST0118. Services of type ExternalName are left to IST0150, as upstream.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/services/port_names.h"
#include "analyze/rules/services/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// `htpp-web` becomes `http-web`; other names leave nothing to go by.
void ProposeName(const model::Text& name, diag::Diagnostic& d) {
  std::string_view prefix = name->substr(0, name->find('-'));
  std::string_view near = OnlyNearest(prefix, kPortProtocols);
  if (near.empty() || name.span.text() != *name) {
    d.help = "begin the name with the protocol, as in `http-web`, or set `appProtocol`";
    return;
  }
  std::string intended = fmt::format("{}{}", near, name->substr(prefix.size()));
  d.help = fmt::format("did you mean `{}`?", intended);
  d.fixes.push_back({.title = fmt::format("replace `{}` by `{}`", *name, intended),
                     .edits = {{name.span, intended}},
                     .safety = diag::Safety::kUnsafe});
}

void CheckPort(const model::Service& service, const model::ServicePort& port, Findings& findings) {
  std::int64_t number = port.port->value_or(0);
  if (SaysItsProtocol(port)) return;
  if (!port.app_protocol->empty()) {
    diag::Diagnostic& d =
        findings.Add(*service.object, port.app_protocol.span,
                     fmt::format("`appProtocol` of port {} names no protocol that Istio knows: `{}`", number,
                                 *port.app_protocol));
    d.help = fmt::format("use one of {}", fmt::join(kPortProtocols, ", "));
  } else if (port.name->empty()) {
    diag::Diagnostic& d = findings.Add(*service.object, port.port.span,
                                       fmt::format("port {} has no name that says its protocol", number));
    d.primary.text = "Istio will guess the protocol of each connection";
    d.help = "give it a name that begins with the protocol, as in `http-web`, or set `appProtocol`";
  } else {
    diag::Diagnostic& d = findings.Add(
        *service.object, port.name.span,
        fmt::format("port name `{}` of port {} does not begin with a protocol", *port.name, number));
    d.primary.text = "Istio will guess the protocol of each connection";
    ProposeName(port.name, d);
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::Service& service : mesh.kubernetes_services()) {
    if (service.external() || IsExemptFromPortNames(service)) continue;
    for (const model::ServicePort& port : service.ports) CheckPort(service, port, findings);
  }
}

constexpr Kind kReads[] = {kind::kService};

}  // namespace

constinit const Rule kUnconventionalPortName = {
    .name = "unconventional-port-name",
    .code = "IST0118",
    .analyzers = {"service.PortNameAnalyzer"},
    .level = diag::Level::kInfo,
    .summary = "the protocol of a Service port cannot be read from its name",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
