// SPDX-License-Identifier: Apache-2.0
// VirtualServices: what they apply to, and their TLS and TCP routes; http_route.cc has the HTTP routes.
// Routes that can never be taken (IST0130, IST0131) are for `meshctl analyze`, which sees the whole mesh.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "validate/istio/addresses.h"
#include "validate/istio/export_to.h"
#include "validate/istio/headers.h"
#include "validate/istio/hosts.h"
#include "validate/istio/http_route.h"
#include "validate/istio/kinds.h"
#include "validate/istio/labels.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/routing.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kDelegateWithReach = {
    .code = "ISTIO0301",
    .name = "delegate-with-reach-of-its-own",
    .summary = "a VirtualService without hosts is delegated to by others and only holds HTTP routes"};
constinit const Rule kJwtClaimInMesh = {
    .code = "ISTIO0304",
    .name = "jwt-claim-outside-gateway",
    .summary =
        "routes by claims of a JWT work at gateways only, but this VirtualService applies to sidecars"};
constinit const Rule kWildcardHostInMesh = {
    .code = "ISTIO0305",
    .name = "wildcard-host-in-mesh",
    .summary = "host `*` in a VirtualService for sidecars would take all traffic of the mesh"};
constinit const Rule kOverlappingHosts = {
    .code = "ISTIO0306",
    .name = "overlapping-hosts",
    .summary = "two hosts of a VirtualService mean the same name, for which there can be one set of routes"};
constinit const Rule kVirtualServiceWithoutRoutes = {
    .code = "ISTIO0307",
    .name = "virtual-service-without-routes",
    .summary = "a VirtualService without `http`, `tls` or `tcp` routes nothing"};
constinit const Rule kTlsRouteWithoutMatch = {
    .code = "ISTIO0336",
    .name = "tls-route-without-sni",
    .summary = "a TLS route is chosen by SNI, so that it needs a match with `sniHosts`"};
constinit const Rule kSniOutsideHosts = {
    .code = "ISTIO0338",
    .name = "sni-outside-hosts",
    .summary = "a TLS route matches a name that is none of the VirtualService's hosts"};
constinit const Rule kIpAddressAsSni = {
    .code = "ISTIO0339",
    .name = "ip-address-as-sni",
    .level = diag::Level::kWarning,
    .summary = "SNI holds names; most clients send none when they connect to an IP address"};

/// What a VirtualService applies to.
class Reach {
 public:
  explicit Reach(const yaml::Node& spec) : spec_(spec) {
    const auto gateways = spec.Get("gateways").items();
    gateway_ = !gateways.empty() && std::ranges::none_of(gateways, [](const yaml::Node& gateway) {
      return gateway.string() == "mesh";
    });
  }
  bool is_gateway() const { return gateway_; }
  bool is_delegate() const { return spec_.Get("hosts").size() == 0; }
  bool HasSni() const {
    return std::ranges::any_of(spec_.Get("tls").items(), [](const yaml::Node& route) {
      return std::ranges::any_of(route.Get("match").items(),
                                 [](const yaml::Node& match) { return match.Get("sniHosts").size() > 0; });
    });
  }

 private:
  const yaml::Node& spec_;
  bool gateway_ = false;
};

void CheckDelegate(const yaml::Node& spec, Verdict& verdict) {
  for (const std::string_view field : {"gateways", "tls", "tcp"}) {
    if (spec.Get(field).size() == 0) continue;
    AtKey(verdict, kDelegateWithReach, spec, field,
          "can not be set without `hosts`: this VirtualService is delegated to by others",
          Label("only for a VirtualService with hosts", "add `hosts`, or remove it"));
  }
}

void CheckClaims(const yaml::Node& matches, Verdict& verdict) {
  for (const yaml::Entry& entry : matches.entries()) {
    if (!IsJwtClaim(entry.key)) continue;
    AtKey(verdict, kJwtClaimInMesh, matches, entry.key, "matches a claim of a JWT, which sidecars can not",
          Label("only at gateways", "list the gateways this is for in `gateways`, without `mesh`"));
  }
}

bool IsHost(std::string_view host, const Reach& reach, bool sni) {
  if (IsIpAddress(host)) return true;
  if (reach.is_gateway() && sni && host.starts_with("outbound_")) return IsClusterSni(host);
  return IsWildcardDomain(host);
}

void CheckHosts(const yaml::Node& hosts, const Reach& reach, Verdict& verdict) {
  const bool sni = reach.is_gateway() && reach.HasSni();
  bool valid = true;
  for (const yaml::Node& host : hosts.items()) {
    if (!IsHost(host.string(), reach, sni)) {
      CheckWildcardDomain(host, verdict);
      valid = false;
    } else if (!reach.is_gateway() && host.string() == "*") {
      At(verdict, kWildcardHostInMesh, host, "can not be `*` for sidecars",
         Label("all traffic of the mesh", "name hosts, or list gateways in `gateways` without `mesh`"));
      valid = false;
    }
  }
  if (!valid) return;
  const auto items = hosts.items();
  for (const yaml::Node& host : items) {
    for (const yaml::Node& other : items.first(static_cast<std::size_t>(&host - items.data()))) {
      if (!HostsOverlap(other.string(), host.string())) continue;
      At(verdict, kOverlappingHosts, host, fmt::format("overlaps `{}`", other.string()),
         {.label = "means the same names",
          .help = "remove one of them",
          .secondary = {{other.span(), "the first"}}});
      break;
    }
  }
}

void CheckSni(const yaml::Node& sni, const yaml::Node& hosts, const Reach& reach, Verdict& verdict) {
  const std::string_view name = sni.string();
  const bool cluster = reach.is_gateway() && name.starts_with("outbound_");
  if (!(cluster ? IsClusterSni(name) : IsWildcardDomain(name))) {
    if (IsIpAddress(name)) {
      At(verdict, kIpAddressAsSni, sni, "is an IP address, which most clients do not send as SNI",
         Label("not a name"));
    } else {
      CheckWildcardDomain(sni, verdict);
    }
    return;
  }
  const bool inside = std::ranges::any_of(
      hosts.items(), [&](const yaml::Node& host) { return IsHostSubset(name, host.string()); });
  if (inside) return;
  At(verdict, kSniOutsideHosts, sni, "is none of the hosts of this VirtualService",
     {.label = "not among `spec.hosts`",
      .help = "add it to `hosts`",
      .secondary = {{hosts.span(), "the hosts"}}});
}

void CheckTlsRoute(const yaml::Node& route, const yaml::Node& spec, const Reach& reach, Verdict& verdict) {
  const yaml::Node& matches = route.Get("match");
  if (matches.size() == 0) {
    Missing(verdict, kTlsRouteWithoutMatch, route, "match", "is required: a TLS route is chosen by SNI",
            Help("add `match` with `sniHosts`"));
  }
  for (const yaml::Node& match : matches.items()) {
    if (match.Get("sniHosts").size() == 0) {
      Missing(verdict, kTlsRouteWithoutMatch, match, "sniHosts", "is required: a TLS route is chosen by SNI",
              Help("list the names that clients ask for in `sniHosts`"));
    }
    for (const yaml::Node& sni : match.Get("sniHosts").items())
      CheckSni(sni, spec.Get("hosts"), reach, verdict);
    CheckL4Match(match, verdict);
  }
  CheckRouteDestinations(route, verdict);
}

void CheckTcpRoute(const yaml::Node& route, Verdict& verdict) {
  for (const yaml::Node& match : route.Get("match").items()) CheckL4Match(match, verdict);
  CheckRouteDestinations(route, verdict);
}

void CheckVirtualService(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Node& spec = object.spec();
  const Reach reach(spec);
  if (reach.is_delegate()) CheckDelegate(spec, verdict);
  CheckGatewayNames(spec.Get("gateways"), verdict);
  if (!reach.is_gateway()) {
    for (const yaml::Node& route : spec.Get("http").items()) {
      for (const yaml::Node& match : route.Get("match").items()) {
        CheckClaims(match.Get("headers"), verdict);
        CheckClaims(match.Get("withoutHeaders"), verdict);
      }
    }
  }
  CheckHosts(spec.Get("hosts"), reach, verdict);
  if (spec.Get("http").size() + spec.Get("tls").size() + spec.Get("tcp").size() == 0) {
    verdict.Missing(kVirtualServiceWithoutRoutes, spec, "the VirtualService has no routes",
                    Label("neither `http` nor `tls` nor `tcp`", "add routes under `http`, `tls` or `tcp`"));
  }
  for (const yaml::Node& route : spec.Get("http").items())
    CheckHttpRoute(route, reach.is_delegate() ? RouteOwner::kDelegate : RouteOwner::kHosts, verdict);
  for (const yaml::Node& route : spec.Get("tls").items()) CheckTlsRoute(route, spec, reach, verdict);
  for (const yaml::Node& route : spec.Get("tcp").items()) CheckTcpRoute(route, verdict);
  CheckExportTo(object, Exported::kAnything, verdict);
}

constexpr std::array kRules = {&kDelegateWithReach,
                               &kInvalidGatewayReference,
                               &kDottedGatewayReference,
                               &kJwtClaimInMesh,
                               &kWildcardHostInMesh,
                               &kOverlappingHosts,
                               &kVirtualServiceWithoutRoutes,
                               &kRouteWithoutDestination,
                               &kNegativeWeight,
                               &kWeightsSumToZero,
                               &kConflictingActions,
                               &kRouteBesideDelegate,
                               &kNestedDelegate,
                               &kMirrorAndMirrors,
                               &kNullHeaderMatch,
                               &kAuthoritySetTwice,
                               &kInvalidCorsPolicy,
                               &kCorsAgeBelowSeconds,
                               &kFaultWithoutEffect,
                               &kStatusOutOfRange,
                               &kUnknownGrpcStatus,
                               &kUnsupportedFault,
                               &kAbortWithoutStatus,
                               &kDeprecatedMirrorPercent,
                               &kRedirectToNowhere,
                               &kConflictingRedirectPaths,
                               &kInvalidRedirectScheme,
                               &kOversizedBody,
                               &kLargeBody,
                               &kRewriteWithoutEffect,
                               &kConflictingRewrites,
                               &kIncompleteRegexRewrite,
                               &kTlsRouteWithoutMatch,
                               &kSniOutsideHosts,
                               &kIpAddressAsSni};

}  // namespace

constinit const Code kVirtualService = {Authority::kIstio, "networking.istio.io", "VirtualService", kRules,
                                        CheckVirtualService};

}  // namespace meshctl::validate::istio
