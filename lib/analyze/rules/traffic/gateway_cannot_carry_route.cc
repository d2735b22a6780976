// SPDX-License-Identifier: Apache-2.0
// MESH0105. The protocol and TLS mode of a gateway's server decide which list of a VirtualService istiod asks
// for: `http`, `tls` or `tcp`. The other lists are left out without a word, and a port without any route has
// no listener at all.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/entrances.h"
#include "analyze/rules/traffic/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

struct List {
  Traffic traffic;
  source::Span span;  // of its first route
};

std::vector<List> ListsOf(const model::VirtualService& vs) {
  std::vector<List> lists;
  if (!vs.http.empty()) lists.push_back({Traffic::kHttp, vs.http.front().span});
  if (!vs.tls.empty()) lists.push_back({Traffic::kTls, vs.tls.front().span});
  if (!vs.tcp.empty()) lists.push_back({Traffic::kTcp, vs.tcp.front().span});
  return lists;
}

bool Carries(const BoundGateway& bound, Traffic traffic) {
  return std::ranges::any_of(bound.servers,
                             [&](const OfferingServer& server) { return server.traffic == traffic; });
}

std::string Say(const OfferingServer& server) {
  std::string text = fmt::format("{} {}", server.port(), *server.server->port.protocol);
  if (server.server->tls) {
    text += fmt::format(" with TLS mode {}",
                        server.server->tls->mode->empty() ? "PASSTHROUGH" : *server.server->tls->mode);
  }
  const std::string_view field = FieldOf(server.traffic);
  return field.empty() ? text + " asks no VirtualService" : text + fmt::format(" takes `{}` routes", field);
}

void AddServers(const BoundGateway& bound, diag::Diagnostic& d) {
  for (const OfferingServer& server : bound.servers) {
    d.secondary.push_back({server.server->port.protocol.span, Say(server)});
  }
}

std::string_view HelpFor(Traffic traffic) {
  switch (traffic) {
    case Traffic::kHttp:
      return "use a server with protocol HTTP, or HTTPS with a TLS mode that ends TLS";
    case Traffic::kTls:
      return "use a server with protocol TLS and TLS mode PASSTHROUGH";
    default:
      return "use a server with protocol TCP, or TLS with a TLS mode that ends TLS";
  }
}

// Gateways of which every server takes `http` routes, as nearly all do.
class HttpGateways {
 public:
  explicit HttpGateways(const mesh::Mesh& mesh) : mesh_(mesh) {}

  // Whether a VirtualService has such routes only and is bound to such gateways only.
  bool CarryAllOf(const model::VirtualService& vs) {
    return vs.tls.empty() && vs.tcp.empty() &&
           std::ranges::all_of(vs.gateways, [&](const model::Text& entry) {
             if (*entry == "mesh") return true;
             const std::size_t slash = entry->find('/');
             const model::Gateway* gateway =
                 slash == entry->npos ? mesh_.FindGateway(vs.ns(), *entry)
                                      : mesh_.FindGateway(entry->substr(0, slash), entry->substr(slash + 1));
             return gateway && TakesHttpOnly(*gateway);
           });
  }

 private:
  bool TakesHttpOnly(const model::Gateway& gateway) {
    const auto [at, fresh] = known_.try_emplace(&gateway, false);
    if (fresh) {
      at->second = std::ranges::all_of(gateway.servers, [&](const model::Server& server) {
        return TrafficOf(gateway, server) == Traffic::kHttp;
      });
    }
    return at->second;
  }

  const mesh::Mesh& mesh_;
  std::unordered_map<const model::Gateway*, bool> known_;
};

void CheckService(const mesh::Mesh& mesh, const model::VirtualService& vs, Findings& findings) {
  const std::vector<List> lists = ListsOf(vs);
  const Entrances entrances = EntrancesOf(mesh, vs);
  if (lists.empty() || entrances.gateways.empty() || !entrances.complete()) return;
  const auto carried = [&](const List& list) {
    return entrances.mesh || std::ranges::any_of(entrances.gateways, [&](const BoundGateway& bound) {
             return Carries(bound, list.traffic);
           });
  };
  for (const List& list : lists) {
    if (carried(list)) continue;
    diag::Diagnostic& d = findings.Add(
        *vs.object, list.span,
        fmt::format("no gateway can carry `{}` routes of this VirtualService", FieldOf(list.traffic)));
    d.primary.text = "never used";
    for (const BoundGateway& bound : entrances.gateways) AddServers(bound, d);
    d.help = HelpFor(list.traffic);
  }
  if (std::ranges::none_of(lists, carried)) return;  // said for each list
  for (const BoundGateway& bound : entrances.gateways) {
    if (std::ranges::any_of(lists, [&](const List& list) { return Carries(bound, list.traffic); })) continue;
    diag::Diagnostic& d =
        findings.Add(*vs.object, bound.entry.span,
                     fmt::format("gateway `{}` can carry no route of this VirtualService", *bound.entry));
    AddServers(bound, d);
    d.help = "add routes of the kind that the gateway takes, or remove it from `gateways`";
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.gateways().empty()) return;
  HttpGateways usual(mesh);
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    if (!vs.gateways.empty() && !usual.CarryAllOf(vs)) CheckService(mesh, vs, findings);
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kGatewayCannotCarryRoute = {
    .name = "gateway-cannot-carry-route",
    .code = "MESH0105",
    .level = diag::Level::kWarning,
    .summary = "routes on a gateway whose servers speak another protocol",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
