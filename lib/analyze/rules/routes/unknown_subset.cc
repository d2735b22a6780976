// SPDX-License-Identifier: Apache-2.0
// IST0101 for subsets. Upstream resolves hosts here in a way of its own: `a.b.svc.cluster.local` is Service a
// of namespace b; everything else, also `a.b` and `api.example`, is a name in the namespace of the object
// that says it. exportTo and wildcard hosts of DestinationRules are not considered. Of files, which do not
// know the cluster's domain, every full name of a Service counts as one (istio#48326).
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/routes/destinations.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// Which hosts are full names of Services.
enum class Domains : std::uint8_t {
  kClusterLocal,  ///< those that upstream knows
  kAny,           ///< `svc` in any domain: files do not say what the cluster's is
};

// `name/namespace`; no host has a slash in it.
std::string HostKey(std::string_view host, std::string_view own_ns, Domains domains) {
  constexpr std::string_view kService = ".svc.";
  const std::size_t end = domains == Domains::kAny ? host.find(kService) : host.rfind(kService);
  if (end != host.npos &&
      (domains == Domains::kAny || host.substr(end + kService.size()) == "cluster.local")) {
    std::string_view rest = host.substr(0, end);
    std::size_t dot = rest.rfind('.');
    if (dot != rest.npos && dot > 0 && dot + 1 < rest.size()) {
      return fmt::format("{}/{}", rest.substr(0, dot), rest.substr(dot + 1));
    }
  }
  return fmt::format("{}/{}", host, own_ns);
}

using RulesByHost = std::unordered_map<std::string, std::vector<const model::DestinationRule*>>;

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : findings_(findings), domains_(findings.KnowsCluster() ? Domains::kClusterLocal : Domains::kAny) {
    for (const model::DestinationRule& rule : mesh.destination_rules()) {
      rules_[HostKey(*rule.host, rule.ns(), domains_)].push_back(&rule);
    }
  }

  void Check(const model::VirtualService& vs) {
    for (const WrittenDestination& written : DestinationsOf(vs)) {
      CheckSubset(vs, *written.destination, written.role == "mirror" ? "mirror " : "");
    }
  }

 private:
  void CheckSubset(const model::VirtualService& vs, const model::Destination& destination,
                   std::string_view role) {
    const model::Text& subset = destination.subset;
    if (subset->empty()) return;
    auto at = rules_.find(HostKey(*destination.host, vs.ns(), domains_));
    std::vector<std::string_view> names;
    if (at != rules_.end()) {
      for (const model::DestinationRule* rule : at->second) {
        for (const model::Subset& known : rule->subsets) names.push_back(*known.name);
      }
    }
    if (std::ranges::find(names, *subset) != names.end()) return;

    diag::Diagnostic& d = findings_.Add(
        *vs.object, subset.span,
        fmt::format("subset `{}` of {}host `{}` is not defined", *subset, role, *destination.host));
    if (at == rules_.end()) {
      d.primary.text = "no DestinationRule for this host";
      return;
    }
    d.primary.text = "no DestinationRule for this host has it";
    for (const model::DestinationRule* rule : at->second) {
      d.secondary.push_back({rule->host.span, Listing(*rule)});
    }
    ProposeReplacement(subset, OnlyNearest(*subset, names), d);
  }

  static std::string Listing(const model::DestinationRule& rule) {
    if (rule.subsets.empty()) return "this rule has no subsets";
    std::string names;
    for (const model::Subset& subset : rule.subsets) {
      names += fmt::format("{}`{}`", names.empty() ? "" : ", ", *subset.name);
    }
    return fmt::format("this rule has {} {}", rule.subsets.size() == 1 ? "subset" : "subsets", names);
  }

  Findings& findings_;
  Domains domains_;
  RulesByHost rules_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  Checker checker(mesh, findings);
  for (const model::VirtualService& vs : mesh.virtual_services()) checker.Check(vs);
}

constexpr Kind kReads[] = {kind::kDestinationRule, kind::kVirtualService};

}  // namespace

constinit const Rule kUnknownSubset = {
    .name = "unknown-subset",
    .code = "IST0101",
    .analyzers = {"virtualservice.DestinationRuleAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a route leads to a subset that no DestinationRule defines",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
