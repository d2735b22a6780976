// SPDX-License-Identifier: Apache-2.0
// RequestAuthentications (JWTs of end users) and PeerAuthentications (mutual TLS between workloads).
#include <fmt/core.h>

#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "validate/istio/headers.h"
#include "validate/istio/jwks.h"
#include "validate/istio/kinds.h"
#include "validate/istio/limits.h"
#include "validate/istio/metadata.h"
#include "validate/istio/ports.h"
#include "validate/istio/selectors.h"
#include "validate/istio/urls.h"
#include "validate/istio/wording.h"

namespace meshctl::validate::istio {
namespace {

constinit const Rule kJwtRuleWithoutIssuer = {
    .code = "ISTIO0901",
    .name = "jwt-rule-without-issuer",
    .summary = "a rule says neither who issues its tokens nor where the keys to verify them are"};
constinit const Rule kInvalidJwksUri = {
    .code = "ISTIO0902",
    .name = "invalid-jwks-uri",
    .summary = "keys can be fetched from URLs with the schemes http and https only"};
constinit const Rule kInvalidJwks = {
    .code = "ISTIO0903",
    .name = "invalid-jwks",
    .summary = "the keys to verify tokens by are no JSON Web Key Set, so that no token could be verified"};
constinit const Rule kPrivateKeyInJwks = {
    .code = "ISTIO0904",
    .name = "private-key-in-jwks",
    .level = diag::Level::kWarning,
    .summary =
        "private or symmetric keys are given where public ones verify: whoever reads this can sign tokens"};
constinit const Rule kEmptyJwtValue = {
    .code = "ISTIO0905",
    .name = "empty-jwt-value",
    .summary = "an audience, or a place where tokens are found or claims go, is empty"};
constinit const Rule kPortMtlsWithoutSelector = {
    .code = "ISTIO0910",
    .name = "port-mtls-without-selector",
    .summary = "ports belong to workloads, so that settings for ports need a selector"};
constinit const Rule kEmptyPortMtls = {
    .code = "ISTIO0911", .name = "empty-port-mtls", .summary = "`portLevelMtls` is there but names no port"};

void CheckAllGiven(const yaml::Node& values, Verdict& verdict) {
  for (const yaml::Node& value : values.items()) {
    if (value.string().empty()) At(verdict, kEmptyJwtValue, value, "must not be empty", Label("empty"));
  }
}

/// Answers whether the field is given.
bool CheckGiven(const yaml::Node& parent, std::string_view field, Verdict& verdict) {
  const yaml::Node& value = parent.Get(field);
  if (!value.string().empty()) return true;
  if (value.present()) {
    At(verdict, kEmptyJwtValue, value, "must not be empty", Label("empty"));
  } else {
    Missing(verdict, kEmptyJwtValue, parent, field, "is required");
  }
  return false;
}

void CheckJwks(const yaml::Node& rule, Verdict& verdict) {
  const yaml::Node& jwks = rule.Get("jwks");
  if (jwks.string().empty()) return;
  const Jwks keys = ReadJwks(jwks.string());
  if (!keys.fault.empty()) {
    At(verdict, kInvalidJwks, jwks, fmt::format("is no JSON Web Key Set: {}", keys.fault),
       Label("no keys to verify tokens by", "paste what the issuer serves at its `jwks_uri`"));
  } else if (keys.private_key) {
    // Points at the field: the secret itself need not be repeated.
    AtKey(verdict, kPrivateKeyInJwks, rule, "jwks",
          fmt::format("holds private key material at index {}", *keys.private_key),
          Label("a secret", "keep the public part only, and replace the key: it is known now"));
  }
}

void CheckJwtRule(const yaml::Node& rule, Verdict& verdict) {
  CheckAllGiven(rule.Get("audiences"), verdict);
  const yaml::Node& uri = rule.Get("jwksUri").is_null() ? rule.Get("jwks_uri") : rule.Get("jwksUri");
  if (rule.Get("issuer").string().empty() && uri.string().empty()) {
    Missing(verdict, kJwtRuleWithoutIssuer, rule, "issuer",
            "or `jwksUri` is required: whose tokens are accepted",
            Help("add `issuer`, and `jwksUri` if the issuer does not publish it by OpenID discovery"));
  }
  const std::string_view scheme = UrlScheme(uri.string());
  if (!uri.string().empty() &&
      (!IsUrl(uri.string()) || (!IsScheme(scheme, "http") && !IsScheme(scheme, "https")))) {
    At(verdict, kInvalidJwksUri, uri, "is no URL that keys can be fetched from",
       Label("not an http or https URL", "write `https://host/path`"));
  }
  CheckJwks(rule, verdict);
  for (const yaml::Node& header : rule.Get("fromHeaders").items()) CheckGiven(header, "name", verdict);
  CheckAllGiven(rule.Get("fromParams"), verdict);
  CheckAllGiven(rule.Get("fromCookies"), verdict);
  for (const yaml::Node& output : rule.Get("outputClaimToHeaders").items()) {
    const bool header = CheckGiven(output, "header", verdict);
    const bool claim = CheckGiven(output, "claim", verdict);
    if (!header || !claim || IsStrictHeaderName(output.Get("header").string())) continue;
    At(verdict, kInvalidHeaderName, output.Get("header"), "is no name of a header",
       Label("not a header name", "write letters, digits, `-` and `_`"));
  }
  CheckDuration(rule.Get("timeout"), verdict);
}

void CheckRequestAuthentication(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  CheckTargets(object, verdict);
  for (const yaml::Node& rule : object.spec().Get("jwtRules").items()) CheckJwtRule(rule, verdict);
}

bool IsPortKey(std::string_view key) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), port);
  return error == std::errc() && end == key.data() + key.size() && port >= 1 && port <= 65535;
}

void CheckPeerAuthentication(const Object& object, Verdict& verdict) {
  if (!CheckMetadata(object, verdict)) return;
  const yaml::Node& spec = object.spec();
  const yaml::Node& ports = spec.Get("portLevelMtls");
  if (ports.size() > 0 && spec.Get("selector").Get("matchLabels").size() == 0) {
    AtKey(verdict, kPortMtlsWithoutSelector, spec, "portLevelMtls", "needs a `selector` with labels",
          Label("ports of which workloads?", "add `selector: {matchLabels: ...}`"));
  }
  if (ports.is_map() && ports.size() == 0)
    AtKey(verdict, kEmptyPortMtls, spec, "portLevelMtls", "names no port", Label("empty", "remove it"));
  for (const yaml::Entry& entry : ports.entries()) {
    if (IsPortKey(entry.key)) continue;
    AtKey(verdict, kPortOutOfRange, ports, entry.key, "must be a port from 1 to 65535", Label("not a port"));
  }
  CheckPolicySelector(spec.Get("selector"), verdict);
}

constexpr std::array kRequestRules = {&kJwtRuleWithoutIssuer, &kInvalidJwksUri, &kInvalidJwks,
                                      &kPrivateKeyInJwks, &kEmptyJwtValue};
constexpr std::array kPeerRules = {&kPortMtlsWithoutSelector, &kEmptyPortMtls};

}  // namespace

constinit const Code kRequestAuthentication = {Authority::kIstio, "security.istio.io",
                                               "RequestAuthentication", kRequestRules,
                                               CheckRequestAuthentication};
constinit const Code kPeerAuthentication = {Authority::kIstio, "security.istio.io", "PeerAuthentication",
                                            kPeerRules, CheckPeerAuthentication};

}  // namespace meshctl::validate::istio
