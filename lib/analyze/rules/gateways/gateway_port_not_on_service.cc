// SPDX-License-Identifier: Apache-2.0
// IST0162. A server's port is where the gateway's Pods listen, so it has to be the target port of a Service
// in front of them; upstream lets the Service's own port pass as well, and takes a named target port for the
// port. A protocol left out is TCP, as the API server would write it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateway_selectors.h"
#include "analyze/rules/gateways/rules.h"
#include "mesh/mesh.h"
#include "mesh/selector_index.h"

namespace meshctl::analyze {
namespace {

// What the Services in front of some Pods let through.
struct Offer {
  std::set<std::int64_t> ports;  // of Services
  std::set<std::int64_t> accepted;
  std::set<std::uint32_t> services;         // their numbers in the mesh
  Certainty certainty = Certainty::kWrong;  // of a port that is missing
};

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), selectors_(findings.Get(SelectorsOfGateways)) {
    std::uint32_t number = 0;
    for (const model::Service& service : mesh.kubernetes_services())
      services_.Add(*service.object->namespace_, service.selector, number++);
    services_.Freeze();
  }

  void Check(const model::Gateway& gateway) {
    const auto& pods = selectors_.PodsOf(gateway);
    if (pods.empty()) return;
    auto [at, fresh] = offers_.try_emplace(gateway.selector.ToString());
    if (fresh) at->second = OfferTo(pods);
    std::set<std::int64_t> reported;  // upstream has one place for all servers of a port
    for (const model::Server& server : gateway.servers) {
      const std::int64_t number = server.port.number->value_or(0);
      if (!server.port.span || at->second.accepted.contains(number) || !reported.insert(number).second)
        continue;
      AddFinding(gateway, server.port, at->second);
    }
  }

 private:
  Offer OfferTo(const std::vector<const model::Workload*>& pods) const {
    Offer offer;
    for (const model::Workload* pod : pods) {
      const std::string_view ns = *pod->object->namespace_;
      if (!findings_.Knows(kind::kService, ns)) offer.certainty = Certainty::kCannotKnow;
      for (std::uint32_t number : services_.Selecting(ns, pod->pod.labels)) {
        if (offer.services.insert(number).second) AddPorts(mesh_.kubernetes_services()[number], offer);
      }
    }
    return offer;
  }

  static void AddPorts(const model::Service& service, Offer& offer) {
    for (const model::ServicePort& port : service.ports) {
      if (!port.protocol->empty() && *port.protocol != "TCP") continue;
      const std::int64_t number = port.port->value_or(0);
      offer.ports.insert(number);
      offer.accepted.insert(number);
      if (const auto target = *port.target_port.number; target && *target != 0)
        offer.accepted.insert(*target);
    }
  }

  void AddFinding(const model::Gateway& gateway, const model::Port& port, const Offer& offer) {
    constexpr std::size_t kMostShown = 3;
    diag::Diagnostic& d =
        findings_.Add(*gateway.object, port.number.span ? port.number.span : port.span,
                      fmt::format("port {} is not on a Service of the gateway's pods (`{}`)",
                                  port.number->value_or(0), gateway.selector.ToString()),
                      offer.certainty);
    if (offer.services.empty()) {
      d.primary.text = "no Service selects these pods";
      return;
    }
    d.primary.text = fmt::format("TCP ports of Services: {}", fmt::join(offer.ports, ", "));
    for (std::uint32_t number : offer.services) {
      const model::Object& service = *mesh_.kubernetes_services()[number].object;
      if (d.secondary.size() == kMostShown) break;
      if (service.file().origin() != source::Origin::kGenerated)
        d.secondary.push_back({service.span(), "this Service selects them"});
    }
    d.help = "add a port with this `targetPort` to the Service, or let the gateway listen on one it has";
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  const GatewaySelectors& selectors_;
  mesh::SelectorIndex services_;
  std::unordered_map<std::string, Offer> offers_;  // by selector
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.gateways().empty()) return;
  Checker checker(mesh, findings);
  for (const model::Gateway& gateway : mesh.gateways()) checker.Check(gateway);
}

constexpr Kind kReads[] = {kind::kGateway, kind::kPod, kind::kService};

}  // namespace

constinit const Rule kGatewayPortNotOnService = {
    .name = "gateway-port-not-on-service",
    .code = "IST0162",
    .analyzers = {"gateway.IngressGatewayPortAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a Gateway opens a port that no Service of its pods leads to",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
