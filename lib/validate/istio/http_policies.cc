// SPDX-License-Identifier: Apache-2.0
// CORS policies and fault injection of HTTP routes.
#include "validate/istio/http_policies.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/duration.h"
#include "base/nearest.h"
#include "validate/istio/headers.h"
#include "validate/istio/http_route.h"
#include "validate/istio/limits.h"
#include "validate/istio/string_match.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

using namespace std::chrono_literals;

constinit const Rule kInvalidCorsPolicy = {
    .code = "ISTIO0315",
    .name = "invalid-cors-policy",
    .summary = "a CORS policy names an empty origin, an unknown method or something that is no header"};
constinit const Rule kCorsAgeBelowSeconds = {
    .code = "ISTIO0317",
    .name = "cors-age-below-seconds",
    .summary = "browsers keep the answer to a preflight request for whole seconds"};
constinit const Rule kFaultWithoutEffect = {.code = "ISTIO0318",
                                            .name = "fault-without-effect",
                                            .summary = "a fault neither delays nor aborts requests"};
constinit const Rule kStatusOutOfRange = {
    .code = "ISTIO0320",
    .name = "status-out-of-range",
    .summary = "a proxy answers with a status from 200 to 600, and redirects with one from 300 to 399"};
constinit const Rule kUnknownGrpcStatus = {
    .code = "ISTIO0321", .name = "unknown-grpc-status", .summary = "gRPC has no status of this name"};
constinit const Rule kUnsupportedFault = {
    .code = "ISTIO0322",
    .name = "unsupported-fault",
    .summary = "HTTP/2 errors and exponential delays are in the API, but Istio does not inject them"};
constinit const Rule kAbortWithoutStatus = {.code = "ISTIO0323",
                                            .name = "abort-without-status",
                                            .level = diag::Level::kWarning,
                                            .summary = "requests are to be aborted, but with no status"};

namespace {

constexpr std::array<std::string_view, 10> kMethods = {"GET",    "HEAD",    "POST",    "PUT",   "PATCH",
                                                       "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"};
constexpr std::array<std::string_view, 17> kGrpcStatuses = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};
constexpr double kSmallestFault = 0.0001;

std::string DidYouMean(std::string_view near) {
  return near.empty() ? std::string() : fmt::format("did you mean `{}`?", near);
}

void CheckOrigin(const yaml::Node& origin, Verdict& verdict) {
  const bool given = std::ranges::any_of(std::array{"exact", "prefix", "regex"}, [&](const char* field) {
    return !origin.Get(field).string().empty();
  });
  if (!given) {
    verdict.Missing(kInvalidCorsPolicy, origin, fmt::format("{} allows no origin", verdict.Path(origin)),
                    Label("empty", "write `exact`, `prefix` or `regex`"));
    return;
  }
  CheckMatchRegex(origin, verdict);
}

void CheckHeaderList(const yaml::Node& names, Verdict& verdict) {
  for (const yaml::Node& name : names.items()) {
    if (name.string() == "*" || IsToken(name.string())) continue;
    At(verdict, kInvalidCorsPolicy, name, "is no name of a header", Label("not a header name"));
  }
}

void CheckAbort(const yaml::Node& abort, Verdict& verdict) {
  CheckFraction(abort.Get("percentage").Get("value"), kSmallestFault, verdict);
  const yaml::Node& grpc = abort.Get("grpcStatus");
  if (!grpc.is_null()) {
    if (std::ranges::find(kGrpcStatuses, grpc.string()) != kGrpcStatuses.end()) return;
    At(verdict, kUnknownGrpcStatus, grpc, "is no status of gRPC",
       Label("unknown status", DidYouMean(Nearest(grpc.string(), kGrpcStatuses))));
  } else if (!abort.Get("http2Error").is_null()) {
    AtKey(verdict, kUnsupportedFault, abort, "http2Error", "is not supported by Istio",
          Label("not supported", "write `httpStatus` or `grpcStatus`"));
  } else if (!abort.Get("httpStatus").is_null()) {
    CheckStatus(abort.Get("httpStatus"), abort, "httpStatus", verdict);
  } else {
    verdict.Missing(kAbortWithoutStatus, abort,
                    fmt::format("{} aborts requests with no status", verdict.Path(abort)),
                    Label("no status", "add `httpStatus` or `grpcStatus`"));
  }
}

void CheckDelay(const yaml::Node& delay, Verdict& verdict) {
  CheckFraction(delay.Get("percentage").Get("value"), kSmallestFault, verdict);
  CheckDuration(delay.Get("fixedDelay"), verdict);
  if (delay.Get("exponentialDelay").is_null()) return;
  AtKey(verdict, kUnsupportedFault, delay, "exponentialDelay", "is not supported by Istio",
        Label("not supported", "write `fixedDelay`"));
}

}  // namespace

void CheckCorsPolicy(const yaml::Node& policy, Verdict& verdict) {
  if (policy.is_null()) return;
  for (const yaml::Node& origin : policy.Get("allowOrigins").items()) CheckOrigin(origin, verdict);
  for (const yaml::Node& method : policy.Get("allowMethods").items()) {
    if (std::ranges::find(kMethods, method.string()) != kMethods.end()) continue;
    At(verdict, kInvalidCorsPolicy, method, "is no HTTP method",
       Label("unknown method", DidYouMean(Nearest(method.string(), kMethods))));
  }
  CheckHeaderList(policy.Get("allowHeaders"), verdict);
  CheckHeaderList(policy.Get("exposeHeaders"), verdict);
  const yaml::Node& age = policy.Get("maxAge");
  CheckDuration(age, verdict);
  if (ParseDuration(age.string()).value_or(0ns) % 1s > 0ns)
    At(verdict, kCorsAgeBelowSeconds, age, "must be whole seconds", Label("too fine"));
}

void CheckFault(const yaml::Node& fault, Verdict& verdict) {
  if (fault.is_null()) return;
  const yaml::Node& abort = fault.Get("abort");
  const yaml::Node& delay = fault.Get("delay");
  if (abort.is_null() && delay.is_null()) {
    verdict.Missing(kFaultWithoutEffect, fault, fmt::format("{} injects nothing", verdict.Path(fault)),
                    Label("neither `abort` nor `delay`"));
  }
  if (!abort.is_null()) CheckAbort(abort, verdict);
  if (!delay.is_null()) CheckDelay(delay, verdict);
}

void CheckStatus(const yaml::Node& status, const yaml::Node& parent, std::string_view field,
                 Verdict& verdict) {
  const auto code = status.integer().value_or(0);
  if (code >= 200 && code <= 600) return;
  if (status.is_null()) {
    Missing(verdict, kStatusOutOfRange, parent, field, "is required: a status from 200 to 600");
  } else {
    At(verdict, kStatusOutOfRange, status, "must be a status from 200 to 600", Label("out of range"));
  }
}

}  // namespace meshctl::validate::istio
