// SPDX-License-Identifier: Apache-2.0
// Retry policies. Attempts of 0, which is also what leaving them out means, turn retries off.
#include "validate/istio/retries.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "base/nearest.h"
#include "validate/istio/limits.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kRetriesWithoutAttempts = {
    .code = "ISTIO0155",
    .name = "retries-without-attempts",
    .summary = "retries are described but turned off: `attempts` is 0"};
constinit const Rule kUnknownRetryCondition = {
    .code = "ISTIO0156",
    .name = "unknown-retry-condition",
    .summary = "`retryOn` names neither one of Envoy's conditions nor an HTTP status"};

namespace {

constexpr std::array<std::string_view, 16> kConditions = {"5xx",
                                                          "gateway-error",
                                                          "reset",
                                                          "reset-before-request",
                                                          "connect-failure",
                                                          "retriable-4xx",
                                                          "refused-stream",
                                                          "retriable-status-codes",
                                                          "retriable-headers",
                                                          "envoy-ratelimited",
                                                          "http3-post-connect-failure",
                                                          "cancelled",
                                                          "deadline-exceeded",
                                                          "internal",
                                                          "resource-exhausted",
                                                          "unavailable"};

/// Whether Go's net/http has a text for the status.
bool IsHttpStatus(int status) {
  struct Range {
    int first;
    int last;
  };
  static constexpr std::array<Range, 10> kRegistered = {{{100, 103},
                                                         {200, 208},
                                                         {226, 226},
                                                         {300, 305},
                                                         {307, 308},
                                                         {400, 418},
                                                         {421, 426},
                                                         {428, 429},
                                                         {431, 431},
                                                         {451, 451}}};
  static constexpr std::array<Range, 2> kServerErrors = {{{500, 508}, {510, 511}}};
  const auto holds = [&](const Range& range) { return status >= range.first && status <= range.last; };
  return std::ranges::any_of(kRegistered, holds) || std::ranges::any_of(kServerErrors, holds);
}

bool IsKnown(std::string_view condition) {
  if (std::ranges::find(kConditions, condition) != kConditions.end()) return true;
  int status = 0;
  const auto [end, error] = std::from_chars(condition.data(), condition.data() + condition.size(), status);
  return error == std::errc() && end == condition.data() + condition.size() && IsHttpStatus(status);
}

void CheckConditions(const yaml::Node& retry_on, Verdict& verdict) {
  std::string_view rest = retry_on.string();
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view condition = rest.substr(0, comma);
    if (!IsKnown(condition)) {
      std::string_view trimmed = condition;
      while (trimmed.starts_with(' ')) trimmed.remove_prefix(1);
      while (trimmed.ends_with(' ')) trimmed.remove_suffix(1);
      const std::string_view near = Nearest(trimmed, kConditions);
      const bool blanks = trimmed.size() != condition.size() && IsKnown(trimmed);
      At(verdict, kUnknownRetryCondition, retry_on,
         fmt::format("holds `{}`, which is no condition", condition),
         Label("unknown condition", blanks          ? std::string("write the list without blanks")
                                    : !near.empty() ? fmt::format("did you mean `{}`?", near)
                                                    : std::string()));
      return;
    }
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    if (comma != std::string_view::npos && rest.empty()) {
      At(verdict, kUnknownRetryCondition, retry_on, "ends in a comma, behind which a condition must stand",
         Label("nothing behind the last comma"));
    }
  }
}

}  // namespace

void CheckRetries(const yaml::Node& retries, Verdict& verdict) {
  if (retries.is_null()) return;
  CheckNotNegative(retries.Get("attempts"), verdict);
  if (retries.Get("attempts").integer().value_or(0) == 0) {
    for (const std::string_view field : {"perTryTimeout", "retryOn", "retryRemoteLocalities"}) {
      const yaml::Node& value = retries.Get(field);
      if (value.is_null() || (value.is_string() && value.string().empty())) continue;
      AtKey(verdict, kRetriesWithoutAttempts, retries, field,
            "has no effect: without `attempts` there are no retries",
            Label("not used", "give `attempts`, for example 2; or remove it to leave retries off"));
      break;
    }
  }
  CheckDuration(retries.Get("perTryTimeout"), verdict);
  CheckConditions(retries.Get("retryOn"), verdict);
  CheckDuration(retries.Get("backoff"), verdict);
}

}  // namespace meshctl::validate::istio
