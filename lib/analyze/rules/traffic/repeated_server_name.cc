// SPDX-License-Identifier: Apache-2.0
// MESH0117. A gateway that passes TLS through makes a filter chain of each `tls` match, chosen by server
// name. A second chain for a name that is taken is left out by istiod when it is for the same names, and
// cannot be chosen by Envoy otherwise: one of two VirtualServices gets no connection. istio/istio#23073,
// #30321.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/traffic/entrances.h"
#include "analyze/rules/traffic/rules.h"
#include "base/ascii.h"
#include "mesh/host.h"
#include "mesh/mesh.h"
#include "route/pattern.h"

namespace meshctl::analyze {
namespace {

struct Claim {
  const model::VirtualService* service = nullptr;
  const model::L4Route* route = nullptr;
  source::Span name;
};

bool Concerns(const model::L4Match& match, const model::VirtualService& vs, const BoundGateway& bound,
              const OfferingServer& server) {
  const std::int64_t port = match.port->value_or(0);
  if (server.traffic != Traffic::kTls || (port != 0 && port != server.port())) return false;
  return match.gateways.empty() || std::ranges::any_of(match.gateways, [&](const model::Text& gateway) {
           return mesh::ResolveGatewayName(*gateway, vs.ns()) == bound.name;
         });
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), findings_(findings) {}

  void Check(const model::VirtualService& vs) {
    const Entrances entrances = EntrancesOf(mesh_, vs);
    for (const model::L4Route& route : vs.tls) {
      for (const model::L4Match& match : route.match) CheckMatch(vs, route, match, entrances);
    }
  }

 private:
  // One finding for a match, however many gateways and names are concerned.
  void CheckMatch(const model::VirtualService& vs, const model::L4Route& route, const model::L4Match& match,
                  const Entrances& entrances) {
    bool reported = false;
    for (const BoundGateway& bound : entrances.gateways) {
      for (const OfferingServer& server : bound.servers) {
        if (!Concerns(match, vs, bound, server)) continue;
        for (const model::Text& name : match.sni_hosts) {
          const auto [at, fresh] =
              claims_.try_emplace({server.server, LowerAscii(*name)}, Claim{&vs, &route, name.span});
          if (fresh || reported || at->second.service == &vs || LeadsToTheSame(at->second, vs, route))
            continue;
          Report(vs, name, bound, at->second);
          reported = true;
        }
      }
    }
  }

  bool LeadsToTheSame(const Claim& claim, const model::VirtualService& vs,
                      const model::L4Route& route) const {
    const auto host = [&](const model::VirtualService& of, const model::L4Destination& target) {
      return mesh::ExpandForRouting(*target.destination.host, of.ns(), mesh_.config().short_name_domain);
    };
    return std::ranges::equal(
        claim.route->route, route.route, [&](const model::L4Destination& a, const model::L4Destination& b) {
          return host(*claim.service, a) == host(vs, b) && *a.destination.subset == *b.destination.subset &&
                 *a.destination.port == *b.destination.port && *a.weight == *b.weight;
        });
  }

  void Report(const model::VirtualService& vs, const model::Text& name, const BoundGateway& bound,
              const Claim& claim) {
    diag::Diagnostic& d =
        findings_.Add(*vs.object, name.span,
                      fmt::format("server name `{}` is routed by VirtualService `{}/{}` already", *name,
                                  claim.service->ns(), claim.service->name()));
    d.primary.text = "both want these connections";
    d.secondary.push_back({claim.name, "routed here"});
    d.notes.push_back(fmt::format("on gateway `{}` the older one of the two gets them all", bound.name));
    d.help = "route a server name in one VirtualService";
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  std::map<std::pair<const model::Server*, std::string>, Claim> claims_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.gateways().empty()) return;
  Checker checker(mesh, findings);
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    if (!vs.tls.empty() && !vs.gateways.empty()) checker.Check(vs);
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kVirtualService};

}  // namespace

constinit const Rule kRepeatedServerName = {
    .name = "repeated-server-name",
    .code = "MESH0117",
    .level = diag::Level::kWarning,
    .summary = "two VirtualServices of one gateway route the same TLS server name",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
