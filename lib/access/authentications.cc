// SPDX-License-Identifier: Apache-2.0
// As istiod's convertToEnvoyJwtConfig lays out Envoy's JWT filter: any rule that accepts its token is enough,
// else every rule must find its token missing. Words for refusals are Envoy's, as people see them in answers.
#include "access/authentications.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"

namespace meshctl::access {
namespace {

/// As Envoy compares audiences: without scheme and without a slash at the end.
std::string_view Bare(std::string_view audience) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (audience.starts_with(scheme)) {
      audience.remove_prefix(scheme.size());
      break;
    }
  }
  if (audience.ends_with('/')) audience.remove_suffix(1);
  return audience;
}

bool FitsAudience(const model::JwtRule& rule, const http::Claims& token) {
  if (rule.audiences.empty()) return true;
  const std::string path[] = {"aud"};
  const http::Claim* const audience = token.Find(path);
  return audience && std::ranges::any_of(audience->texts, [&](const std::string& text) {
           return std::ranges::any_of(rule.audiences,
                                      [&](const model::Text& wanted) { return Bare(*wanted) == Bare(text); });
         });
}

/// The value of a cookie; nothing when it is not sent.
std::optional<std::string> Cookie(const http::Request& request, std::string_view name) {
  std::string_view rest = request.header("cookie").value_or("");
  while (!rest.empty()) {
    std::string_view pair = rest.substr(0, rest.find_first_of(";,"));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return std::string(pair.substr(equals + 1));
  }
  return std::nullopt;
}

/// Preflights of browsers carry no tokens and are let through.
bool IsPreflight(const http::Request& request) {
  return request.method == "OPTIONS" && request.header("origin") &&
         request.header("access-control-request-method");
}

std::shared_ptr<const http::Claims> ClaimsFor(const model::JwtRule& rule, const http::Claims& token) {
  auto claims = std::make_shared<http::Claims>(token);
  for (const std::string_view name : {"scope", "permission"}) claims->SplitWords(name);
  for (const model::Text& name : rule.space_delimited_claims) claims->SplitWords(*name);
  return claims;
}

}  // namespace

/// What one rule says about the token it finds.
struct Authentications::Attempt {
  enum class Status : std::uint8_t { kMissing, kUnknownIssuer, kWrongAudience, kMalformed, kAccepted };
  Status status = Status::kMissing;
  std::string issuer;
  std::string header;  ///< where the token is
  std::shared_ptr<const http::Claims> claims;
};

Authentications::Authentications(const PolicyIndex& index, const Enforcer& enforcer) {
  for (const model::RequestAuthentication* policy : index.RequestAuthenticationsOf(enforcer).concerned) {
    for (const model::JwtRule& rule : policy->rules) rules_.push_back({policy, &rule, LocationsOf(rule)});
  }
  std::ranges::stable_sort(rules_, {}, [](const Rule& rule) { return *rule.rule->issuer; });
}

std::vector<Authentications::Location> Authentications::LocationsOf(const model::JwtRule& rule) {
  using In = Location::In;
  std::vector<Location> locations;
  for (const model::TokenHeader& header : rule.from_headers)
    locations.push_back({In::kHeader, LowerAscii(*header.name), std::string(*header.prefix)});
  for (const model::Text& name : rule.from_params)
    locations.push_back({In::kParameter, std::string(*name), {}});
  for (const model::Text& name : rule.from_cookies)
    locations.push_back({In::kCookie, std::string(*name), {}});
  if (locations.empty()) {
    locations = {{In::kHeader, "authorization", "Bearer "}, {In::kParameter, "access_token", {}}};
  }
  return locations;
}

std::vector<std::string> Authentications::TokensAt(const http::Request& request, const Location& location) {
  switch (location.in) {
    case Location::In::kHeader:
      if (const auto value = request.header(location.name)) {
        const std::size_t at = value->find(location.prefix);
        if (at != std::string_view::npos) return {std::string(value->substr(at + location.prefix.size()))};
      }
      break;
    case Location::In::kParameter:
      if (const auto value = request.parameter(location.name)) return {std::string(*value)};
      break;
    case Location::In::kCookie:
      if (auto value = Cookie(request, location.name)) return {*std::move(value)};
      break;
  }
  return {};
}

const Authentications::Location& Authentications::PlaceOf(const http::Claims& token) const {
  const auto own =
      std::ranges::find(rules_, token.text("iss"), [](const Rule& rule) { return *rule.rule->issuer; });
  return (own == rules_.end() ? rules_.front() : *own).locations.front();
}

Authentications::Attempt Authentications::Try(const Rule& rule, const http::Request& request) const {
  using Status = Attempt::Status;
  std::vector<http::Claims> tokens;
  Attempt attempt;
  if (request.token && std::ranges::find(rule.locations, PlaceOf(*request.token)) != rule.locations.end())
    tokens.push_back(*request.token);
  for (const Location& location : rule.locations) {
    for (const std::string& text : TokensAt(request, location)) {
      if (Result<http::Claims> token = http::ParseToken(text); token && !text.starts_with('{')) {
        tokens.push_back(*std::move(token));
        if (location.in == Location::In::kHeader) attempt.header = location.name;
      } else {
        attempt.status = Status::kMalformed;
      }
    }
  }
  // Envoy stops at the first token that fails.
  if (attempt.status == Status::kMalformed) return attempt;
  for (const http::Claims& token : tokens) {
    attempt.issuer = token.text("iss");
    if (!rule.rule->issuer->empty() && attempt.issuer != *rule.rule->issuer) {
      attempt.status = Status::kUnknownIssuer;
    } else if (!FitsAudience(*rule.rule, token)) {
      attempt.status = Status::kWrongAudience;
    } else {
      attempt.status = Status::kAccepted;
      attempt.claims = ClaimsFor(*rule.rule, token);
      continue;
    }
    break;
  }
  return attempt;
}

Authentication Authentications::Authenticate(const http::Request& request) const {
  using Status = Attempt::Status;
  Authentication answer;
  if (rules_.empty()) return answer;
  answer.outcome = Authentication::Outcome::kNoToken;
  answer.reason = "the request shows no token";
  if (IsPreflight(request)) {
    answer.reason = "preflight requests need no token";
    return answer;
  }
  Status worst = Status::kMissing;
  for (const Rule& rule : rules_) {
    const Attempt attempt = Try(rule, request);
    if (attempt.status == Status::kMissing ||
        (attempt.status != Status::kAccepted && attempt.status <= worst))
      continue;
    answer.policy = rule.policy;
    answer.span = rule.rule->span;
    answer.status = 401;
    answer.outcome = Authentication::Outcome::kRefused;
    worst = attempt.status;
    const std::string name = rule.policy->object->resource();
    switch (attempt.status) {
      case Status::kAccepted:
        answer.outcome = Authentication::Outcome::kAccepted;
        answer.status = 0;
        answer.reason = fmt::format("{} accepts the token of `{}`; its signature is taken for valid", name,
                                    attempt.issuer);
        answer.claims = attempt.claims;
        answer.token_header = attempt.header;
        answer.forwarded = rule.rule->forward_original_token->value_or(false);
        answer.headers.clear();
        for (const model::ClaimHeader& header : rule.rule->output_claim_to_headers) {
          const std::string_view text = attempt.claims->text(*header.claim);
          if (!text.empty()) answer.headers.push_back({LowerAscii(*header.header), std::string(text)});
        }
        return answer;
      case Status::kUnknownIssuer:
        answer.reason = fmt::format(
            "{} has no rule for the token's issuer `{}`: Jwt issuer is not configured", name, attempt.issuer);
        break;
      case Status::kWrongAudience:
        answer.status = 403;
        answer.reason =
            fmt::format("{} does not accept the token's audience: Audiences in Jwt are not allowed", name);
        break;
      default:
        answer.reason = fmt::format(
            "{} finds a token that is no `header.payload.signature`: Jwt is not in the form of "
            "Header.Payload.Signature with two dots and 3 sections",
            name);
    }
  }
  return answer;
}

http::Request Authentications::After(http::Request request, const Authentication& authentication) {
  if (authentication.outcome != Authentication::Outcome::kAccepted) return request;
  request.claims = authentication.claims;
  for (const http::Header& header : authentication.headers) {
    std::erase_if(request.headers, [&](const http::Header& old) { return old.name == header.name; });
    request.headers.push_back(header);
  }
  if (!authentication.forwarded) {
    request.token = nullptr;
    std::erase_if(request.headers,
                  [&](const http::Header& header) { return header.name == authentication.token_header; });
  }
  return request;
}

}  // namespace meshctl::access
