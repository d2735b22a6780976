// SPDX-License-Identifier: Apache-2.0
// IST0109. Sidecars obey one VirtualService for a host. Two that everybody sees conflict when their hosts are
// equal; one that is exported to a namespace also conflicts with public ones whose hosts overlap with its
// own. Upstream lets a VirtualService conflict with itself, when it writes a host in two ways; Istio does not
// mind (istio#42561), and neither does this rule.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/export_scopes.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/host.h"
#include "mesh/host_index.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::size_t kMostShown = 3;

// A host of a VirtualService for sidecars.
struct Claim {
  const model::VirtualService* vs = nullptr;
  source::Span span;
};
using ClaimsByHost = mesh::HostIndex<std::vector<Claim>>;

bool IsForSidecars(const model::VirtualService& vs) {
  return vs.gateways.empty() ||
         std::ranges::any_of(vs.gateways, [](const model::Text& gateway) { return *gateway == "mesh"; });
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings) : findings_(findings) {
    for (const model::VirtualService& vs : mesh.virtual_services()) {
      if (!IsForSidecars(vs)) continue;
      for (std::string_view scope : ExportScopes(vs.export_to, vs.ns())) {
        auto [at, fresh] = numbers_.try_emplace(scope, scopes_.size());
        if (fresh) scopes_.emplace_back();
        ClaimsByHost& claims = scopes_[at->second];
        for (const model::Text& host : vs.hosts)
          claims[mesh::ExpandForAnalysis(*host, vs.ns())].push_back({&vs, host.span});
      }
    }
    for (ClaimsByHost& claims : scopes_) claims.Freeze();
  }

  void Check() {
    auto everywhere = numbers_.find(kEverywhere);
    for (std::size_t scope = 0; scope < scopes_.size(); ++scope) {
      const bool is_public = everywhere != numbers_.end() && scope == everywhere->second;
      scopes_[scope].ForEach([&](std::string_view host, const std::vector<Claim>& claims) {
        std::vector<Claim> group = claims;
        if (!is_public && everywhere != numbers_.end()) {
          for (const auto& [_, overlapping] : scopes_[everywhere->second].Overlapping(host))
            group.insert(group.end(), overlapping->begin(), overlapping->end());
        }
        CheckGroup(host, group);
      });
    }
  }

 private:
  void CheckGroup(std::string_view host, const std::vector<Claim>& group) {
    for (const Claim& claim : group) {
      std::vector<Claim> others = Others(claim, group);
      if (others.empty()) return;  // one VirtualService alone
      if (reported_.insert(claim.vs).second) AddFinding(host, claim, std::move(others));
    }
  }

  // The first claims of other VirtualServices, one more than are shown.
  static std::vector<Claim> Others(const Claim& claim, const std::vector<Claim>& group) {
    std::vector<Claim> others;
    for (const Claim& other : group) {
      if (other.vs == claim.vs || std::ranges::find(others, other.vs, &Claim::vs) != others.end()) continue;
      others.push_back(other);
      if (others.size() > kMostShown) break;
    }
    return others;
  }

  void AddFinding(std::string_view host, const Claim& claim, std::vector<Claim> others) {
    const bool more = others.size() > kMostShown;
    if (more) others.resize(kMostShown);
    std::vector<std::string> names;
    for (const Claim& other : others) names.push_back(fmt::format("`{}`", other.vs->object->resource()));
    diag::Diagnostic& d = findings_.Add(*claim.vs->object, claim.span,
                                        fmt::format("host `{}` is also routed by {}{}", host,
                                                    fmt::join(names, ", "), more ? " and more" : ""));
    d.primary.text = "sidecars obey one VirtualService for a host and do not merge them";
    for (const Claim& other : others) d.secondary.push_back({other.span, "it is routed here too"});
    d.help = "merge them, or keep them apart with `exportTo`";
  }

  Findings& findings_;
  std::vector<ClaimsByHost> scopes_;
  std::unordered_map<std::string_view, std::size_t> numbers_;  // of scopes_, by name
  std::unordered_set<const model::VirtualService*> reported_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (mesh.virtual_services().size() < 2) return;
  Checker(mesh, findings).Check();
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kConflictingHosts = {
    .name = "conflicting-hosts",
    .code = "IST0109",
    .analyzers = {"virtualservice.ConflictingMeshGatewayHostsAnalyzer"},
    .level = diag::Level::kError,
    .summary = "several VirtualServices route the same host for sidecars",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
