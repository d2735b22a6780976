// SPDX-License-Identifier: Apache-2.0
// IST0118. Which names are understood is the mesh's knowledge (mesh::ServicePortProtocol); this rule adds who
// is exempt: the control plane, managed gateways, and ExternalName Services, which upstream reports as
// IST0150.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/services/rules.h"
#include "mesh/mesh.h"
#include "mesh/protocol.h"

namespace meshctl::analyze {
namespace {

constexpr std::array<std::string_view, 12> kProtocols = {"http",     "http2", "https", "grpc",
                                                         "grpc-web", "tcp",   "tls",   "udp",
                                                         "mongo",    "mysql", "redis", "http_proxy"};

bool IsExempt(const model::Service& service) {
  const model::Labels& labels = service.object->labels;
  if (labels.Has("istio") || labels.Get("release") == "istio") return true;
  std::string_view manager = labels.Get("gateway.istio.io/managed");
  return manager == "istio.io-gateway-controller" || manager == "istio.io-mesh-controller" ||
         manager == "istio.io-eastwest-controller";
}

// `htpp-web` becomes `http-web`; other names leave nothing to go by.
void ProposeName(const model::Text& name, diag::Diagnostic& d) {
  std::string_view prefix = name->substr(0, name->find('-'));
  std::string_view near = OnlyNearest(prefix, kProtocols);
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
  mesh::Protocol protocol = mesh::ServicePortProtocol(number, *port.name, *port.protocol, *port.app_protocol);
  if (protocol != mesh::Protocol::kAuto) return;
  if (!port.app_protocol->empty()) {
    diag::Diagnostic& d =
        findings.Add(*service.object, port.app_protocol.span,
                     fmt::format("`appProtocol` of port {} names no protocol that Istio knows: `{}`", number,
                                 *port.app_protocol));
    d.help = fmt::format("use one of {}", fmt::join(kProtocols, ", "));
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
    if (service.external() || IsExempt(service)) continue;
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
