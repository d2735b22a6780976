// SPDX-License-Identifier: Apache-2.0
// IST0149. Claims of a token are there to match on only where a RequestAuthentication has checked the token.
// Upstream looks for one in `istio-system` and in the namespace of each Pod of the gateway.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/gateway_selectors.h"
#include "analyze/rules/routes/gateway_reference.h"
#include "analyze/rules/routes/rules.h"
#include "mesh/mesh.h"
#include "mesh/selector_index.h"

namespace meshctl::analyze {
namespace {

// `@request.auth.claims.NAME` or `@request.auth.claims[NAME]`.
bool NamesClaim(std::string_view header) {
  constexpr std::string_view kClaims = "@request.auth.claims";
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (header.size() < kClaims.size() ||
      !std::ranges::equal(header.substr(0, kClaims.size()), kClaims, {}, lower)) {
    return false;
  }
  header.remove_prefix(kClaims.size());
  if (header.starts_with('.')) return header.size() > 1;
  return header.starts_with('[') && header.ends_with(']') && header.size() > 2;
}

// The first match on a claim, or null.
const model::Text* FindClaim(const model::VirtualService& vs) {
  for (const model::HttpRoute& route : vs.http) {
    for (const model::HttpMatch& match : route.match) {
      for (const auto* headers : {&match.headers, &match.without_headers}) {
        for (const model::NamedMatch& header : *headers) {
          if (NamesClaim(*header.name)) return &header.name;
        }
      }
    }
  }
  return nullptr;
}

class Checker {
 public:
  Checker(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), selectors_(findings.Get(SelectorsOfGateways)) {
    std::uint32_t number = 0;
    for (const model::Object* policy :
         mesh.ObjectsOf(kind::kRequestAuthentication.group, kind::kRequestAuthentication.name)) {
      model::Fields selector = model::Fields(policy->Get("spec")).In("selector");
      policies_.Add(*policy->namespace_, labels_.emplace_back(selector.GetLabels("matchLabels")), number++);
    }
    policies_.Freeze();
  }

  void Check(const model::VirtualService& vs, const model::Text& claim) {
    std::unordered_set<const model::Gateway*> seen;
    for (const model::Text& entry : vs.gateways) {
      const auto gateway = FindGateway(mesh_, vs, *entry);
      if (!gateway || !gateway->istio || !seen.insert(gateway->istio).second) continue;
      for (const model::Workload* pod : UnprotectedPodsOf(*gateway->istio))
        AddFinding(vs, claim, entry, *pod);
    }
  }

 private:
  const std::vector<const model::Workload*>& UnprotectedPodsOf(const model::Gateway& gateway) {
    auto [at, fresh] = unprotected_.try_emplace(&gateway);
    if (!fresh) return at->second;
    for (const model::Workload* pod : selectors_.PodsOf(gateway)) {
      if (!IsProtected(*pod)) at->second.push_back(pod);
    }
    return at->second;
  }

  bool IsProtected(const model::Workload& pod) const {
    constexpr std::string_view kRoot = "istio-system";
    return !policies_.Selecting(kRoot, pod.pod.labels).empty() ||
           !policies_.Selecting(*pod.object->namespace_, pod.pod.labels).empty();
  }

  void AddFinding(const model::VirtualService& vs, const model::Text& claim, const model::Text& entry,
                  const model::Workload& pod) {
    diag::Diagnostic& d = findings_.Add(
        *vs.object, claim.span,
        fmt::format("route by `{}`, but no RequestAuthentication applies to `{}` of gateway `{}`", *claim,
                    pod.object->resource(), *entry));
    d.primary.text = "claims are known only of tokens that were checked";
    d.secondary.push_back({entry.span, "the gateway"});
    if (pod.object->file().origin() != source::Origin::kGenerated)
      d.secondary.push_back({pod.object->span(), "opens it, and checks no tokens"});
    d.help = fmt::format("add a RequestAuthentication to namespace `{}` or `istio-system`",
                         *pod.object->namespace_);
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  const GatewaySelectors& selectors_;
  std::deque<model::Labels> labels_;  // of RequestAuthentications
  mesh::SelectorIndex policies_;
  std::unordered_map<const model::Gateway*, std::vector<const model::Workload*>> unprotected_;
};

void Check(const mesh::Mesh& mesh, Findings& findings) {
  std::optional<Checker> checker;
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    if (vs.gateways.empty()) continue;
    const model::Text* claim = FindClaim(vs);
    if (!claim) continue;
    if (!checker) checker.emplace(mesh, findings);
    checker->Check(vs, *claim);
  }
}

constexpr Kind kReads[] = {kind::kGateway, kind::kPod, kind::kRequestAuthentication, kind::kVirtualService};

}  // namespace

constinit const Rule kUnauthenticatedClaimRoute = {
    .name = "unauthenticated-claim-route",
    .code = "IST0149",
    .analyzers = {"virtualservice.JWTClaimRouteAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a route matches claims of tokens that nothing checks",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
