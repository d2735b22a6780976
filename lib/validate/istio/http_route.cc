// SPDX-License-Identifier: Apache-2.0
// HTTP routes: which of their parts may stand beside each other, and each part by itself; http_policies.h has
// CORS and faults.
#include "validate/istio/http_route.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

#include "validate/istio/headers.h"
#include "validate/istio/hosts.h"
#include "validate/istio/http_policies.h"
#include "validate/istio/labels.h"
#include "validate/istio/limits.h"
#include "validate/istio/ports.h"
#include "validate/istio/retries.h"
#include "validate/istio/routing.h"
#include "validate/istio/string_match.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kConflictingActions = {
    .code = "ISTIO0309",
    .name = "conflicting-actions",
    .summary =
        "a request is either routed, redirected or answered; settings of the other ways have no place"};
constinit const Rule kRouteBesideDelegate = {
    .code = "ISTIO0310",
    .name = "route-beside-delegate",
    .summary = "a route that delegates to another VirtualService must not route or redirect itself"};
constinit const Rule kNestedDelegate = {
    .code = "ISTIO0311",
    .name = "nested-delegate",
    .summary = "a VirtualService that is delegated to must not delegate further"};
constinit const Rule kMirrorAndMirrors = {.code = "ISTIO0312",
                                          .name = "mirror-and-mirrors",
                                          .summary = "`mirrors` replaces `mirror`; both can not be set"};
constinit const Rule kNullHeaderMatch = {.code = "ISTIO0313",
                                         .name = "null-header-match",
                                         .summary = "a header is named but nothing says how to match it"};
constinit const Rule kAuthoritySetTwice = {
    .code = "ISTIO0314",
    .name = "authority-set-twice",
    .summary = "the host that the service gets to see is rewritten in more than one place"};
constinit const Rule kDeprecatedMirrorPercent = {
    .code = "ISTIO0324",
    .name = "deprecated-mirror-percent",
    .level = diag::Level::kWarning,
    .summary = "`mirrorPercent` is deprecated: `mirrorPercentage` also knows fractions"};
constinit const Rule kRedirectToNowhere = {
    .code = "ISTIO0325",
    .name = "redirect-to-nowhere",
    .summary = "a redirect that changes nothing sends clients in circles"};
constinit const Rule kConflictingRedirectPaths = {
    .code = "ISTIO0326",
    .name = "conflicting-redirect-paths",
    .summary = "a redirect either replaces the path or the prefix that was matched"};
constinit const Rule kInvalidRedirectScheme = {
    .code = "ISTIO0327",
    .name = "invalid-redirect-scheme",
    .summary = "clients can be redirected to `http` and `https` only"};
constinit const Rule kOversizedBody = {
    .code = "ISTIO0328",
    .name = "oversized-body",
    .summary = "the body of a direct response is larger than 1 MiB; every proxy gets a copy of it"};
constinit const Rule kLargeBody = {
    .code = "ISTIO0329",
    .name = "large-body",
    .level = diag::Level::kWarning,
    .summary = "the body of a direct response is larger than 100 KiB; every proxy gets a copy of it"};
constinit const Rule kRewriteWithoutEffect = {.code = "ISTIO0330",
                                              .name = "rewrite-without-effect",
                                              .summary = "a rewrite does not say what to rewrite"};
constinit const Rule kConflictingRewrites = {.code = "ISTIO0331",
                                             .name = "conflicting-rewrites",
                                             .summary = "the path is rewritten in two ways at once"};
constinit const Rule kIncompleteRegexRewrite = {
    .code = "ISTIO0332",
    .name = "incomplete-regex-rewrite",
    .summary = "a rewrite by regular expression needs what to match and what to put in its place"};

namespace {

constexpr std::size_t kKibibyte = 1024;

void Refuse(const yaml::Node& route, std::initializer_list<std::string_view> fields, std::string_view action,
            Verdict& verdict) {
  for (const std::string_view field : fields) {
    const yaml::Node& value = route.Get(field);
    if (value.is_null() || (value.is_list() && value.size() == 0)) continue;
    AtKey(verdict, kConflictingActions, route, field, fmt::format("can not stand beside `{}`", action),
          {.label = "not both",
           .help = "keep one of them",
           .secondary = {{route.Find(action)->key_span(), "this decides what happens to the request"}}});
  }
}

void CheckActions(const yaml::Node& route, RouteOwner owner, Verdict& verdict) {
  const bool delegates = !route.Get("delegate").is_null();
  if (owner == RouteOwner::kHosts && delegates) {
    for (const std::string_view field : {"redirect", "route"}) {
      if (route.Get(field).is_null() || (route.Get(field).is_list() && route.Get(field).size() == 0))
        continue;
      AtKey(verdict, kRouteBesideDelegate, route, field, "can not stand beside `delegate`",
            {.label = "the delegate decides this",
             .help = "move it into the delegate",
             .secondary = {{route.Find("delegate")->key_span(), "delegates"}}});
    }
    return;
  }
  if (delegates) {
    AtKey(verdict, kNestedDelegate, route, "delegate",
          "can not be set here: this VirtualService is itself delegated to",
          Label("one level only", "add `hosts` if this is no delegate"));
  }
  if (!route.Get("redirect").is_null()) {
    Refuse(route, {"route", "fault", "rewrite", "directResponse"}, "redirect", verdict);
  } else if (!route.Get("directResponse").is_null()) {
    Refuse(route, {"route", "fault", "rewrite"}, "directResponse", verdict);
  } else if (route.Get("route").size() == 0) {
    Missing(verdict, kRouteWithoutDestination, route, "route", "is required: where requests go",
            Help("add `route`, `redirect` or `directResponse`"));
  }
  if (!route.Get("mirror").is_null() && route.Get("mirrors").size() > 0) {
    AtKey(verdict, kMirrorAndMirrors, route, "mirror", "can not stand beside `mirrors`",
          {.label = "not both",
           .help = "move it into `mirrors`",
           .secondary = {{route.Find("mirrors")->key_span(), "mirrors too"}}});
  }
}

void CheckMatch(const yaml::Node& match, Verdict& verdict) {
  const yaml::Node& headers = match.Get("headers");
  CheckMatchedHeaderNames(headers, verdict);
  for (const yaml::Entry& entry : headers.entries()) {
    if (entry.value.is_null()) {
      AtKey(verdict, kNullHeaderMatch, headers, entry.key, "does not say how to match",
            Label("nothing to match", "write `exact`, `prefix` or `regex`; or `{}` for any value"));
    }
    CheckStringMatch(entry.value, verdict);
  }
  CheckMatchedHeaderNames(match.Get("withoutHeaders"), verdict);
  for (const yaml::Entry& entry : match.Get("withoutHeaders").entries()) {
    // `*` is no regular expression but stands for any value.
    if (entry.value.Get("regex").string() != "*") CheckStringMatch(entry.value, verdict);
  }
  CheckMatchRegex(match.Get("uri"), verdict);
  for (const std::string_view field : {"scheme", "method", "authority"})
    CheckStringMatch(match.Get(field), verdict);
  for (const yaml::Entry& entry : match.Get("queryParams").entries()) CheckStringMatch(entry.value, verdict);
  CheckOptionalPort(match, "port", verdict);
  CheckLabels(match.Get("sourceLabels"), verdict);
  CheckGatewayNames(match.Get("gateways"), verdict);
  CheckNamespaceName(match.Get("sourceNamespace"), verdict);
}

void CheckMirrors(const yaml::Node& route, Verdict& verdict) {
  for (const std::string_view field : {"mirrorPercent", "mirror_percent"}) {
    const yaml::Node& percent = route.Get(field);
    if (percent.is_null()) continue;
    CheckPercent(percent, verdict);
    AtKey(verdict, kDeprecatedMirrorPercent, route, field, "is deprecated",
          Label("deprecated", fmt::format("write `mirrorPercentage: {{value: {}}}`", percent.text())));
  }
  CheckFraction(route.Get("mirrorPercentage").Get("value"), 0, verdict);
  CheckDestination(route.Get("mirror"), verdict);
  for (const yaml::Node& mirror : route.Get("mirrors").items()) {
    if (mirror.Get("destination").is_null())
      Missing(verdict, kRouteWithoutDestination, mirror, "destination", "is required: where copies go");
    CheckDestination(mirror.Get("destination"), verdict);
    CheckFraction(mirror.Get("percentage").Get("value"), 0, verdict);
  }
}

bool IsEmpty(const yaml::Node& value) { return value.string().empty(); }

/// A second path in `redirect`, or a prefix to rewrite that no match has.
bool CheckRedirectPath(const yaml::Node& route, const yaml::Node& redirect, Verdict& verdict) {
  if (IsEmpty(redirect.Get("prefixRewrite"))) return true;
  if (!IsEmpty(redirect.Get("uri"))) {
    AtKey(verdict, kConflictingRedirectPaths, redirect, "prefixRewrite", "can not stand beside `uri`",
          Label("not both", "keep one of them"));
    return false;
  }
  for (const yaml::Node& match : route.Get("match").items()) {
    const yaml::Node& uri = match.Get("uri");
    if (uri.is_null() || uri.Get("prefix").is_string()) continue;
    AtKey(verdict, kConflictingRedirectPaths, redirect, "prefixRewrite",
          "needs matches of `uri` by `prefix`: there is no prefix to rewrite",
          {.label = "rewrites a prefix", .secondary = {{uri.span(), "matches no prefix"}}});
    return false;
  }
  return true;
}

/// As istiod, reports the first fault only.
void CheckRedirect(const yaml::Node& route, Verdict& verdict) {
  const yaml::Node& redirect = route.Get("redirect");
  if (redirect.is_null() || !CheckRedirectPath(route, redirect, verdict)) return;
  const bool changes = !IsEmpty(redirect.Get("uri")) || !IsEmpty(redirect.Get("prefixRewrite")) ||
                       !IsEmpty(redirect.Get("authority")) || !IsEmpty(redirect.Get("scheme")) ||
                       !redirect.Get("port").is_null() || !redirect.Get("derivePort").is_null();
  if (!changes) {
    verdict.Missing(kRedirectToNowhere, redirect, fmt::format("{} changes nothing", verdict.Path(redirect)),
                    Label("where to?", "give `uri`, `prefixRewrite`, `authority`, `scheme` or a port"));
    return;
  }
  const yaml::Node& code = redirect.Get("redirectCode");
  if (const auto status = code.integer().value_or(0); status != 0 && (status < 300 || status > 399)) {
    At(verdict, kStatusOutOfRange, code, "must be a redirection, 300 to 399", Label("no redirection"));
    return;
  }
  const std::string_view scheme = redirect.Get("scheme").string();
  if (!scheme.empty() && scheme != "http" && scheme != "https") {
    At(verdict, kInvalidRedirectScheme, redirect.Get("scheme"), "must be `http` or `https`",
       Label("not supported"));
    return;
  }
  CheckOptionalPort(redirect, "port", verdict);
}

/// How many bytes base64 text stands for.
std::size_t DecodedSize(std::string_view base64) {
  const auto characters = static_cast<std::size_t>(
      std::ranges::count_if(base64, [](char c) { return c != '\n' && c != '\r' && c != '='; }));
  return characters * 3 / 4;
}

void CheckDirectResponse(const yaml::Node& response, Verdict& verdict) {
  if (response.is_null()) return;
  const yaml::Node& text = response.Get("body").Get("string");
  const yaml::Node& bytes = response.Get("body").Get("bytes");
  const yaml::Node& body = text.is_null() ? bytes : text;
  const std::size_t size = text.is_null() ? DecodedSize(bytes.string()) : text.string().size();
  if (size > kKibibyte * kKibibyte) {
    verdict.AtKey(kOversizedBody, response, "body",
                  fmt::format("{} has {} KiB; istiod takes 1024", verdict.Path(body), size / kKibibyte),
                  Label("too large", "serve it from a service"));
  } else if (size > 100 * kKibibyte) {
    verdict.AtKey(
        kLargeBody, response, "body",
        fmt::format("{} has {} KiB, of which every proxy gets a copy", verdict.Path(body), size / kKibibyte),
        Label("large", "serve it from a service"));
  }
  CheckStatus(response.Get("status"), response, "status", verdict);
}

void CheckRewrite(const yaml::Node& rewrite, Verdict& verdict) {
  if (rewrite.is_null()) return;
  const yaml::Node& regex = rewrite.Get("uriRegexRewrite");
  if (!IsEmpty(rewrite.Get("uri")) && !regex.is_null()) {
    AtKey(verdict, kConflictingRewrites, rewrite, "uriRegexRewrite", "can not stand beside `uri`",
          Label("not both", "keep one of them"));
    return;
  }
  if (IsEmpty(rewrite.Get("uri")) && regex.is_null() && IsEmpty(rewrite.Get("authority"))) {
    verdict.Missing(kRewriteWithoutEffect, rewrite, fmt::format("{} rewrites nothing", verdict.Path(rewrite)),
                    Label("rewrite what?", "give `uri`, `uriRegexRewrite` or `authority`"));
    return;
  }
  if (regex.is_null()) return;
  for (const std::string_view field : {"match", "rewrite"}) {
    if (!IsEmpty(regex.Get(field))) continue;
    Missing(verdict, kIncompleteRegexRewrite, regex, field, "is required",
            Help("give both `match` and `rewrite`"));
    return;
  }
  CheckRegex(regex.Get("match"), verdict);
}

void CheckAuthority(const yaml::Node& route, Verdict& verdict) {
  const yaml::Node& authority = route.Get("rewrite").Get("authority");
  source::Span first = authority.span();
  bool taken = !IsEmpty(authority);
  const yaml::Node& request = route.Get("headers").Get("request");
  for (const std::string_view operation : {"set", "add"}) {
    for (const yaml::Entry& entry : request.Get(operation).entries()) {
      if (!IsAuthority(entry.key)) continue;
      if (taken) {
        AtKey(verdict, kAuthoritySetTwice, request.Get(operation), entry.key, "sets the host a second time",
              {.label = "second time", .help = "keep one of them", .secondary = {{first, "first"}}});
        return;
      }
      taken = !IsEmpty(entry.value);
      first = entry.key_span();
    }
  }
}

}  // namespace

void CheckHttpRoute(const yaml::Node& route, RouteOwner owner, Verdict& verdict) {
  CheckActions(route, owner, verdict);
  for (const yaml::Node& match : route.Get("match").items()) CheckMatch(match, verdict);
  CheckHeaderOperations(route.Get("headers"), verdict);
  CheckCorsPolicy(route.Get("corsPolicy"), verdict);
  CheckFault(route.Get("fault"), verdict);
  CheckMirrors(route, verdict);
  CheckRedirect(route, verdict);
  CheckDirectResponse(route.Get("directResponse"), verdict);
  CheckRetries(route.Get("retries"), verdict);
  CheckRewrite(route.Get("rewrite"), verdict);
  CheckAuthority(route, verdict);
  for (const yaml::Node& destination : route.Get("route").items())
    CheckHeaderOperations(destination.Get("headers"), verdict);
  CheckWeightedDestinations(route.Get("route"), verdict);
  CheckDuration(route.Get("timeout"), verdict);
}

}  // namespace meshctl::validate::istio
