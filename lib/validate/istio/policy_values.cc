// SPDX-License-Identifier: Apache-2.0
// Values are compared as texts by Envoy; what can never be equal to anything is refused.
#include "validate/istio/policy_values.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/nearest.h"
#include "validate/istio/addresses.h"
#include "validate/istio/labels.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {

constinit const Rule kEmptyPolicyValue = {
    .code = "ISTIO0807",
    .name = "empty-policy-value",
    .summary = "a value to compare with is empty, which nothing ever is"};
constinit const Rule kInvalidServiceAccount = {
    .code = "ISTIO0808",
    .name = "invalid-service-account",
    .summary =
        "a service account is not written as `account` or `namespace/account`, or there are more than 16"};
constinit const Rule kInvalidTrustDomain = {
    .code = "ISTIO0809",
    .name = "invalid-trust-domain-pattern",
    .summary = "a trust domain to compare with holds a `/`, or a `*` that is neither its begin nor its end"};
constinit const Rule kInvalidPolicyPort = {.code = "ISTIO0810",
                                           .name = "invalid-policy-port",
                                           .summary = "a port to compare with is no number up to 65535"};
constinit const Rule kInvalidPathTemplate = {
    .code = "ISTIO0811",
    .name = "invalid-path-template",
    .summary = "a path holds braces that are not a whole segment `{*}` or, at last, `{**}`"};
constinit const Rule kUnknownConditionKey = {
    .code = "ISTIO0814",
    .name = "unknown-condition-key",
    .summary = "a condition looks at an attribute that Istio does not know or no longer supports"};

namespace {

constexpr std::size_t kMaxServiceAccounts = 16;
constexpr std::size_t kMaxServiceAccountSize = 320;
constexpr std::array<std::string_view, 12> kKeys = {"source.ip",
                                                    "remote.ip",
                                                    "source.namespace",
                                                    "source.serviceAccount",
                                                    "source.principal",
                                                    "source.trustDomain",
                                                    "request.auth.principal",
                                                    "request.auth.audiences",
                                                    "request.auth.presenter",
                                                    "destination.ip",
                                                    "destination.port",
                                                    "connection.sni"};
// Looked at with a name in brackets.
constexpr std::array<std::string_view, 3> kMaps = {"request.headers", "request.auth.claims",
                                                   "experimental.envoy.filters."};

bool IsServiceAccount(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (text.empty() || text.size() > kMaxServiceAccountSize || text.find('*') != std::string_view::npos)
    return false;
  return slash == std::string_view::npos ||
         (slash > 0 && slash + 1 < text.size() && text.find('/', slash + 1) == std::string_view::npos);
}

bool IsPathLiteral(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return IsAlphanumeric(c) || std::string_view("-._~%!$&'()+,;:@=").find(c) != std::string_view::npos;
  });
}

/// What is wrong with a path, or nothing.
std::string_view PathFault(std::string_view path) {
  const bool is_template =
      path.find("{*}") != std::string_view::npos || path.find("{**}") != std::string_view::npos;
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  bool any_found = false;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (segment == "{*}" || segment == "{**}") {
      if (any_found) return "has a segment in braces behind `{**}`, which must be the last";
      any_found = segment == "{**}";
    } else if (segment.find_first_of("{}") != std::string_view::npos) {
      return "holds braces that are neither `{*}` nor `{**}`";
    } else if (is_template && !IsPathLiteral(segment)) {
      return "has a segment that a path template can not hold";
    }
    if (slash == std::string_view::npos) return {};
    path.remove_prefix(slash + 1);
  }
}

bool IsMapKey(std::string_view key) {
  const std::size_t open = key.find('[');
  return key.ends_with(']') && open != std::string_view::npos && open > 0 && open + 2 < key.size();
}

}  // namespace

void CheckNotEmpty(const yaml::Node& values, Verdict& verdict) {
  for (const yaml::Node& value : values.items()) {
    if (!value.string().empty()) continue;
    At(verdict, kEmptyPolicyValue, value, "must not be empty",
       Label("empty", "write `*` for anything that is not empty"));
  }
}

void CheckIpBlocks(const yaml::Node& values, Verdict& verdict) {
  for (const yaml::Node& value : values.items()) {
    const std::string_view text = value.string();
    if (text.find('/') == std::string_view::npos ? IsIpAddress(text) : IsPrefix(text)) continue;
    At(verdict, kInvalidSubnet, value, "is neither an IP address nor a range of them",
       Label("not an address or range", "write an address as `10.1.2.3`, or a range as `10.1.0.0/16`"));
  }
}

void CheckServiceAccounts(const yaml::Node& values, Verdict& verdict) {
  if (values.size() > kMaxServiceAccounts) {
    verdict.Missing(kInvalidServiceAccount, values,
                    fmt::format("{} lists {} service accounts; istiod takes {}", verdict.Path(values),
                                values.size(), kMaxServiceAccounts),
                    Label("too many", "spread them over more entries of `from`"));
  }
  for (const yaml::Node& value : values.items()) {
    if (IsServiceAccount(value.string())) continue;
    At(verdict, kInvalidServiceAccount, value, "is no service account",
       Label("not a service account", "write `account` or `namespace/account`, without `*`"));
  }
}

void CheckTrustDomains(const yaml::Node& values, Slash slash, Verdict& verdict) {
  CheckNotEmpty(values, verdict);
  for (const yaml::Node& value : values.items()) {
    const std::string_view text = value.string();
    const auto stars = std::ranges::count(text, '*');
    if (stars > 1 || (stars == 1 && !text.starts_with('*') && !text.ends_with('*'))) {
      At(verdict, kInvalidTrustDomain, value, "may hold one `*`, at its begin or end",
         Label("misplaced `*`"));
    } else if (slash == Slash::kRefused && text.find('/') != std::string_view::npos) {
      At(verdict, kInvalidTrustDomain, value, "is no trust domain: it holds a `/`",
         Label("more than a trust domain", "use `principals` for whole identities"));
    }
  }
}

void CheckPolicyPorts(const yaml::Node& values, Verdict& verdict) {
  for (const yaml::Node& value : values.items()) {
    const std::string_view text = value.string();
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error == std::errc() && end == text.data() + text.size() && port <= 65535) continue;
    if (text.empty()) continue;  // is reported as empty
    At(verdict, kInvalidPolicyPort, value, "is no port",
       Label("not a number up to 65535", "list single ports; there are no ranges and no wildcards"));
  }
}

void CheckPathTemplates(const yaml::Node& values, Verdict& verdict) {
  for (const yaml::Node& value : values.items()) {
    const std::string_view fault = PathFault(value.string());
    if (fault.empty()) continue;
    At(verdict, kInvalidPathTemplate, value, fault,
       Label("not a path template", "write `{*}` for one segment and `{**}` for all that follow"));
  }
}

bool CheckConditionKey(const yaml::Node& key, Verdict& verdict) {
  const std::string_view text = key.string();
  const auto map =
      std::ranges::find_if(kMaps, [&](std::string_view prefix) { return text.starts_with(prefix); });
  if (map != kMaps.end()) {
    if (IsMapKey(text)) return true;
    At(verdict, kUnknownConditionKey, key, "must name what to look at in brackets",
       Label("no name in brackets", fmt::format("write `{}[name]`", map->ends_with('.') ? text : *map)));
    return false;
  }
  if (std::ranges::find(kKeys, text) != kKeys.end()) return true;
  std::string help;
  if (text.starts_with("destination.labels")) {
    help = "select the workload by `spec.selector`";
  } else if (text == "destination.namespace") {
    help = "put the policy into that namespace";
  } else if (const std::string_view near = Nearest(text, kKeys); !near.empty()) {
    help = fmt::format("did you mean `{}`?", near);
  }
  At(verdict, kUnknownConditionKey, key, "is no attribute that a condition can look at",
     Label("unknown attribute", help));
  return false;
}

void CheckConditionValues(std::string_view key, const yaml::Node& values, Verdict& verdict) {
  CheckNotEmpty(values, verdict);
  if (key == "source.ip" || key == "remote.ip" || key == "destination.ip") {
    CheckIpBlocks(values, verdict);
  } else if (key == "source.serviceAccount") {
    CheckServiceAccounts(values, verdict);
  } else if (key == "source.trustDomain") {
    CheckTrustDomains(values, Slash::kAccepted, verdict);
  } else if (key == "destination.port") {
    CheckPolicyPorts(values, verdict);
  }
}

}  // namespace meshctl::validate::istio
