// SPDX-License-Identifier: Apache-2.0
// IST0145. Upstream compares hosts as texts, `namespace/` included, and remembers one server for each port of
// a Gateway: the last one. Namespaces do not matter. Binds have to be the same.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateway_selectors.h"
#include "analyze/rules/gateways/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::size_t kMostNamed = 3;

std::int64_t PortOf(const model::Server& server) { return server.port.number->value_or(0); }

// A host that a Gateway opens on a port.
struct Claim {
  const model::Gateway* gateway = nullptr;
  source::Span span;
};

class Claims {
 public:
  Claims(const mesh::Mesh& mesh, Findings& findings)
      : selectors_(findings.Get(SelectorsOfGateways)), related_(selectors_.Related()) {
    for (const model::Gateway& gateway : mesh.gateways()) {
      std::unordered_map<std::int64_t, const model::Server*> last;
      for (const model::Server& server : gateway.servers) last[PortOf(server)] = &server;
      const std::uint32_t selector = selectors_.NumberOf(gateway);
      for (const auto& [port, server] : last) {
        for (const model::Text& host : server->hosts)
          claims_[Key(selector, port, *host, *server->bind)].push_back({&gateway, host.span});
      }
    }
  }

  // Other Gateways that open one of the server's hosts too, at most `most`; with the first such host.
  std::pair<const model::Text*, std::vector<Claim>> Against(const model::Gateway& gateway,
                                                            const model::Server& server,
                                                            std::size_t most) const {
    const model::Text* contested = nullptr;
    std::vector<Claim> others;
    for (const model::Text& host : server.hosts) {
      for (std::uint32_t selector : related_[selectors_.NumberOf(gateway)]) {
        auto at = claims_.find(Key(selector, PortOf(server), *host, *server.bind));
        if (at == claims_.end()) continue;
        for (const Claim& claim : at->second) {
          if (others.size() == most) return {contested, others};
          if (claim.gateway == &gateway || Holds(others, claim)) continue;
          others.push_back(claim);
          if (!contested) contested = &host;
        }
      }
    }
    return {contested, others};
  }

 private:
  static std::string Key(std::uint32_t selector, std::int64_t port, std::string_view host,
                         std::string_view bind) {
    return fmt::format("{}~{}~{}~{}", selector, port, host, bind);
  }

  static bool Holds(const std::vector<Claim>& claims, const Claim& claim) {
    return std::ranges::find(claims, claim.gateway, &Claim::gateway) != claims.end();
  }

  const GatewaySelectors& selectors_;
  const std::vector<std::vector<std::uint32_t>> related_;  // by number of a selector
  std::unordered_map<std::string, std::vector<Claim>> claims_;
};

void AddFinding(const model::Gateway& gateway, const model::Server& server, const model::Text& host,
                std::vector<Claim> others, Findings& findings) {
  const bool more = others.size() > kMostNamed;
  if (more) others.resize(kMostNamed);
  std::vector<std::string> names;
  for (const Claim& other : others) names.push_back(fmt::format("`{}`", other.gateway->object->resource()));
  diag::Diagnostic& d =
      findings.Add(*gateway.object, host.span,
                   fmt::format("host `{}` on port {} is opened by {}{} too", *host, PortOf(server),
                               fmt::join(names, ", "), more ? " and more" : ""));
  d.primary.text = "one of the servers is ignored";
  for (const Claim& other : others) d.secondary.push_back({other.span, "the same pods open this host"});
  d.help = "keep the host in one Gateway and bind the VirtualServices of both to it";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.gateways().size() < 2) return;
  const Claims claims(mesh, findings);
  for (const model::Gateway& gateway : mesh.gateways()) {
    std::set<std::tuple<std::int64_t, std::string_view>> reported;  // upstream has no places for servers
    for (const model::Server& server : gateway.servers) {
      auto [host, others] = claims.Against(gateway, server, kMostNamed + 1);
      if (host && reported.emplace(PortOf(server), **host).second)
        AddFinding(gateway, server, *host, std::move(others), findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kPod};

}  // namespace

constinit const Rule kConflictingGateways = {
    .name = "conflicting-gateways",
    .code = "IST0145",
    .analyzers = {"gateway.ConflictingGatewayAnalyzer"},
    .level = diag::Level::kError,
    .summary = "two Gateways open the same host on the same port of the same pods",
    .reads = kReads,
    .object_by_object = true,  // pods only tell which other Gateways count
    .check = Check,
};

}  // namespace meshctl::analyze
