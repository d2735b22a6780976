// SPDX-License-Identifier: Apache-2.0
// IST0132. One overlap between any host of the VirtualService and any host that the gateway offers to its
// namespace is enough; ports and protocols of the servers do not count. A missing gateway offers nothing.
#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/routes/gateway_reference.h"
#include "analyze/rules/routes/offered_hosts.h"
#include "analyze/rules/routes/rules.h"
#include "base/nearest.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Proposes the offered host nearest to one of the VirtualService. Two edits at most: hosts are long, and
// `www.shop.example` is no misspelling of `shop.example`.
void ProposeHost(const model::VirtualService& vs, const std::vector<std::string_view>& offered,
                 diag::Diagnostic& d) {
  constexpr std::size_t kMostEdits = 2;
  std::size_t distance = kMostEdits + 1;
  const model::Text* misspelt = nullptr;
  std::string_view intended;
  for (const model::Text& host : vs.hosts) {
    std::string_view near = OnlyNearest(*host, offered);
    std::size_t edits = near.empty() ? distance : EditDistance(*host, near, kMostEdits);
    if (edits >= distance) continue;
    distance = edits;
    misspelt = &host;
    intended = near;
  }
  if (!misspelt) return;
  ProposeReplacement(*misspelt, intended, d);
  d.secondary.push_back({misspelt->span, "this host is not"});
}

// Findings stay readable when a gateway has hundreds of hosts, and cheap when it has very many.
constexpr std::size_t kMostShown = 5;
constexpr std::size_t kMostSearched = 1000;

void DescribeOffers(const model::VirtualService& vs, const OfferedHosts& offered, diag::Diagnostic& d) {
  if (offered.hosts().size() > kMostSearched) {
    d.notes.push_back(fmt::format("the gateway offers {} hosts", offered.hosts().size()));
    return;
  }
  std::vector<std::string_view> names;
  std::size_t left_out = 0;
  offered.hosts().ForEach([&](std::string_view host, const std::vector<Offer>& offers) {
    for (const Offer& offer : offers) {
      if (offer.Reaches(vs.ns())) names.push_back(host);
      if (d.secondary.size() == kMostShown) {
        ++left_out;
        continue;
      }
      d.secondary.push_back({offer.span, offer.Reaches(vs.ns())
                                             ? "this host is offered"
                                             : fmt::format("offered to namespace `{}` only", offer.scope)});
    }
  });
  if (left_out > 0) d.notes.push_back(fmt::format("the gateway offers {} more hosts", left_out));
  ProposeHost(vs, names, d);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  std::unordered_map<std::string, OfferedHosts> gateways;
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::Text& entry : vs.gateways) {
      auto gateway = FindGateway(mesh, vs, *entry);
      if (!gateway) continue;
      const OfferedHosts& offered =
          gateways.try_emplace(fmt::format("{}/{}", gateway->ns, gateway->name), *gateway).first->second;
      if (offered.ServeAny(vs)) continue;

      std::string hosts;
      for (const model::Text& host : vs.hosts)
        hosts += fmt::format("{}`{}`", hosts.empty() ? "" : ", ", *host);
      diag::Diagnostic& d = findings.Add(
          *vs.object, entry.span, fmt::format("gateway `{}` offers none of the hosts {}", *entry, hosts));
      if (gateway->exists()) {
        DescribeOffers(vs, offered, d);
      } else {
        d.primary.text = "it does not exist";
      }
    }
  }
}

constexpr Kind kReads[] = {kind::kKubernetesGateway, kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kHostNotInGateway = {
    .name = "host-not-in-gateway",
    .code = "IST0132",
    .analyzers = {"virtualservice.GatewayAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a VirtualService is bound to a gateway that offers none of its hosts",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
