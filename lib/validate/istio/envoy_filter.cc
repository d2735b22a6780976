// SPDX-License-Identifier: Apache-2.0
// EnvoyFilters: where patches go, and as much of their values as can be told without Envoy's own definitions;
// envoy_value.h has the values.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "cel/regex.h"
#include "validate/istio/envoy_value.h"
#include "validate/istio/kinds.h"
#include "validate/istio/metadata.h"
#include "validate/istio/selectors.h"
#include "validate/istio/string_match.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kEnvoyFilterAtAll = {
    .code = "ISTIO1101",
    .name = "envoy-filter",
    .level = diag::Level::kWarning,
    .summary = "an EnvoyFilter patches what istiod generates, which may be different after any upgrade"};
constinit const Rule kIncompletePatch = {
    .code = "ISTIO1102",
    .name = "incomplete-patch",
    .summary = "a patch does not say what it applies to, what to do, or with which value"};
constinit const Rule kLongProxyVersion = {
    .code = "ISTIO1103",
    .name = "long-proxy-version",
    .level = diag::Level::kWarning,
    .summary = "a match of proxy versions longer than 1024 bytes is ignored"};
constinit const Rule kMismatchedMatch = {
    .code = "ISTIO1104",
    .name = "mismatched-match",
    .summary = "a patch of one sort of configuration is placed by a match of another sort"};
constinit const Rule kFilterMatchWithoutEffect = {
    .code = "ISTIO1105",
    .name = "filter-match-without-effect",
    .level = diag::Level::kWarning,
    .summary = "a patch of listeners or filter chains is placed by a filter in them, which is not looked at"};
constinit const Rule kUnnamedFilterMatch = {
    .code = "ISTIO1106",
    .name = "unnamed-filter-match",
    .summary = "filters are found by their name, but a match has none"};
constinit const Rule kMisplacedSubFilter = {
    .code = "ISTIO1107",
    .name = "misplaced-sub-filter",
    .summary =
        "only HTTP filters, which are in the HTTP connection manager, are found inside of another filter"};
constinit const Rule kDeprecatedFilterName = {
    .code = "ISTIO1108",
    .name = "deprecated-filter-name",
    .level = diag::Level::kWarning,
    .summary = "a filter is named as before version 3 of Envoy's API"};

constexpr std::string_view kConnectionManager = "envoy.filters.network.http_connection_manager";
constexpr std::size_t kMaxProxyVersion = 1024;
constexpr std::array<std::string_view, 4> kListenerParts = {"LISTENER", "FILTER_CHAIN", "NETWORK_FILTER",
                                                            "HTTP_FILTER"};
constexpr std::array<std::string_view, 3> kRouteParts = {"ROUTE_CONFIGURATION", "VIRTUAL_HOST", "HTTP_ROUTE"};
constexpr std::array<std::string_view, 4> kMatches = {"listener", "routeConfiguration", "cluster",
                                                      "waypoint"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 27> kFilterNames = {
    {{"envoy.buffer", "envoy.filters.http.buffer"},
     {"envoy.client_ssl_auth", "envoy.filters.network.client_ssl_auth"},
     {"envoy.cors", "envoy.filters.http.cors"},
     {"envoy.csrf", "envoy.filters.http.csrf"},
     {"envoy.ext_authz", "envoy.filters.http.ext_authz"},
     {"envoy.fault", "envoy.filters.http.fault"},
     {"envoy.grpc_http1_bridge", "envoy.filters.http.grpc_http1_bridge"},
     {"envoy.grpc_json_transcoder", "envoy.filters.http.grpc_json_transcoder"},
     {"envoy.grpc_web", "envoy.filters.http.grpc_web"},
     {"envoy.gzip", "envoy.filters.http.gzip"},
     {"envoy.health_check", "envoy.filters.http.health_check"},
     {"envoy.http_connection_manager", kConnectionManager},
     {"envoy.http_dynamo_filter", "envoy.filters.http.dynamo"},
     {"envoy.ip_tagging", "envoy.filters.http.ip_tagging"},
     {"envoy.listener.http_inspector", "envoy.filters.listener.http_inspector"},
     {"envoy.listener.original_dst", "envoy.filters.listener.original_dst"},
     {"envoy.listener.original_src", "envoy.filters.listener.original_src"},
     {"envoy.listener.proxy_protocol", "envoy.filters.listener.proxy_protocol"},
     {"envoy.listener.tls_inspector", "envoy.filters.listener.tls_inspector"},
     {"envoy.lua", "envoy.filters.http.lua"},
     {"envoy.mongo_proxy", "envoy.filters.network.mongo_proxy"},
     {"envoy.rate_limit", "envoy.filters.http.ratelimit"},
     {"envoy.ratelimit", "envoy.filters.network.ratelimit"},
     {"envoy.redis_proxy", "envoy.filters.network.redis_proxy"},
     {"envoy.router", "envoy.filters.http.router"},
     {"envoy.squash", "envoy.filters.http.squash"},
     {"envoy.tcp_proxy", "envoy.filters.network.tcp_proxy"}}};

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// Answers whether the patch says all that istiod needs to look at the rest.
bool CheckCompleteness(const yaml::Node& patch_entry, Verdict& verdict) {
  const std::string_view apply_to = patch_entry.Get("applyTo").string();
  if (apply_to.empty() || apply_to == "INVALID") {
    Missing(verdict, kIncompletePatch, patch_entry, "applyTo", "is required: what is patched");
    return false;
  }
  const yaml::Node& patch = patch_entry.Get("patch");
  if (patch.is_null()) {
    Missing(verdict, kIncompletePatch, patch_entry, "patch", "is required: what to do");
    return false;
  }
  const std::string_view operation = patch.Get("operation").string();
  if (operation.empty() || operation == "INVALID") {
    Missing(
        verdict, kIncompletePatch, patch, "operation", "is required: what to do",
        Help("write `MERGE`, `ADD`, `REMOVE`, `INSERT_BEFORE`, `INSERT_AFTER`, `INSERT_FIRST` or `REPLACE`"));
    return false;
  }
  if (operation != "REMOVE" && patch.Get("value").is_null()) {
    Missing(verdict, kIncompletePatch, patch, "value",
            fmt::format("is required by operation {}: what to put there", operation));
    return false;
  }
  return true;
}

/// Answers whether istiod looks at the rest of the patch.
bool CheckProxyVersion(const yaml::Node& version, Verdict& verdict) {
  if (version.string().size() > kMaxProxyVersion) {
    At(verdict, kLongProxyVersion, version, "is longer than 1024 bytes and ignored", Label("ignored"));
    return true;
  }
  CheckRegex(version, verdict);
  return cel::RegexFault(version.string()).empty();
}

void CheckFilterName(const yaml::Node& name, Verdict& verdict) {
  const auto* const known =
      std::ranges::find(kFilterNames, name.string(), [](const auto& pair) { return pair.first; });
  if (known == kFilterNames.end()) return;
  At(verdict, kDeprecatedFilterName, name, "is the old name of a filter",
     Label("deprecated", fmt::format("write `{}`", known->second)));
}

/// Answers whether istiod looks at the value of the patch.
bool CheckFilterMatch(const yaml::Node& chain, std::string_view apply_to, Verdict& verdict) {
  const yaml::Node& filter = chain.Get("filter");
  if (filter.is_null()) return true;
  if (apply_to == "LISTENER" || apply_to == "FILTER_CHAIN") {
    AtKey(verdict, kFilterMatchWithoutEffect, chain, "filter",
          fmt::format("has no effect on a patch of {}", apply_to), Label("not looked at", "remove it"));
  }
  const std::string_view name = filter.Get("name").string();
  if (name.empty()) {
    Missing(verdict, kUnnamedFilterMatch, filter, "name", "is required: filters are found by name");
    return false;
  }
  const yaml::Node& sub = filter.Get("subFilter");
  if (!sub.is_null()) {
    if (apply_to != "HTTP_FILTER" ||
        (name != kConnectionManager && name != "envoy.http_connection_manager")) {
      AtKey(verdict, kMisplacedSubFilter, filter, "subFilter",
            apply_to != "HTTP_FILTER" ? "is for patches of HTTP_FILTER only"
                                      : "is only looked for in the HTTP connection manager",
            Label("not possible here",
                  fmt::format("write `applyTo: HTTP_FILTER` and the filter `{}`", kConnectionManager)));
      return false;
    }
    if (sub.Get("name").string().empty()) {
      Missing(verdict, kUnnamedFilterMatch, sub, "name", "is required: filters are found by name");
      return false;
    }
  }
  CheckFilterName(filter.Get("name"), verdict);
  CheckFilterName(sub.Get("name"), verdict);
  return true;
}

/// Answers whether istiod looks at the value of the patch.
bool CheckMatch(const yaml::Node& match, std::string_view apply_to, Verdict& verdict) {
  const auto* const given =
      std::ranges::find_if(kMatches, [&](std::string_view field) { return !match.Get(field).is_null(); });
  if (given == kMatches.end()) return true;
  std::string_view needed;
  if (Contains(kListenerParts, apply_to)) needed = "listener";
  if (Contains(kRouteParts, apply_to)) needed = "routeConfiguration";
  if (apply_to == "CLUSTER") needed = "cluster";
  if (!needed.empty() && *given != needed) {
    AtKey(verdict, kMismatchedMatch, match, *given, fmt::format("can not place a patch of {}", apply_to),
          Label("another sort of configuration", fmt::format("match by `{}`", needed)));
    return needed != "listener";
  }
  return needed != "listener" ||
         CheckFilterMatch(match.Get("listener").Get("filterChain"), apply_to, verdict);
}

void CheckPatch(const yaml::Node& patch, Verdict& verdict) {
  const yaml::Node& match = patch.Get("match");
  if (match.Get("context").string() == "WAYPOINT") return;
  if (!CheckCompleteness(patch, verdict)) return;
  if (!CheckProxyVersion(match.Get("proxy").Get("proxyVersion"), verdict)) return;
  const std::string_view apply_to = patch.Get("applyTo").string();
  if (CheckMatch(match, apply_to, verdict))
    CheckEnvoyValue(apply_to, patch.Get("patch").Get("value"), verdict);
}

void CheckEnvoyFilter(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Entry* const kind = object.root().Find("kind");
  verdict.AtKey(kEnvoyFilterAtAll, object.root(), kind != nullptr ? "kind" : "",
                "an EnvoyFilter depends on what istiod generates, which may change with any release",
                Label("internal to Istio", "prefer other APIs, and test it before every upgrade"));
  if (!CheckWorkloadSelector(object.spec().Get("workloadSelector"), verdict)) return;
  for (const yaml::Node& patch : object.spec().Get("configPatches").items()) CheckPatch(patch, verdict);
}

constexpr std::array kRules = {&kEnvoyFilterAtAll,   &kIncompletePatch,          &kLongProxyVersion,
                               &kMismatchedMatch,    &kFilterMatchWithoutEffect, &kUnnamedFilterMatch,
                               &kMisplacedSubFilter, &kDeprecatedFilterName,     &kUnknownEnvoyType,
                               &kUntypedExtension};

}  // namespace

constinit const Code kEnvoyFilter = {Authority::kIstio, "networking.istio.io", "EnvoyFilter", kRules,
                                     CheckEnvoyFilter};

}  // namespace meshctl::validate::istio
