// SPDX-License-Identifier: Apache-2.0
// Names and values of HTTP headers, as istiod reads them for matches and for changes of requests and
// responses.
#pragma once

#include <optional>
#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidHeaderName;
extern const Rule kInvalidHeaderValue;

/// RFC 9110 tokens, of which header names are made.
bool IsToken(std::string_view text);
/// Letters, digits, `-` and `_`.
bool IsStrictHeaderName(std::string_view text);
/// `@request.auth.claims.group` or `@request.auth.claims[group]`: the claim of a JWT, matched like a header.
bool IsJwtClaim(std::string_view name);
/// `:authority` or `host`, letter case ignored.
bool IsAuthority(std::string_view name);
/// What is wrong with a value in Envoy's format, which may hold `%VAR%`, `%VAR(arg)%` and `%%`.
std::optional<std::string_view> HeaderValueFault(std::string_view value);

/// `headers` of a route or destination: what is set, added and removed of requests and responses.
void CheckHeaderOperations(const yaml::Node& headers, Verdict& verdict);
/// The keys of a map of header matches.
void CheckMatchedHeaderNames(const yaml::Node& headers, Verdict& verdict);

}  // namespace meshctl::validate::istio
