// SPDX-License-Identifier: Apache-2.0
// Envoy keeps a verified token's payload as a protobuf Struct, and every condition on it is made of string
// matchers. So this file keeps texts and lists of texts, and drops the rest where it is read.
#include "http/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/base64.h"

namespace meshctl::http {
namespace {

constexpr std::string_view kClaimPrefix = "@request.auth.claims";

/// Objects nested deeper than any condition asks for are dropped: a token must not exhaust the stack.
constexpr int kDeepest = 64;

Claim FromJson(std::string name, const nlohmann::json& json, int depth) {
  Claim claim;
  claim.name = std::move(name);
  if (json.is_string()) claim.texts.push_back(json.get<std::string>());
  if (json.is_array()) {
    claim.list = true;
    for (const auto& item : json) {
      if (item.is_string()) claim.texts.push_back(item.get<std::string>());
    }
  }
  if (json.is_object() && depth < kDeepest) {
    for (const auto& [member, value] : json.items())
      claim.members.push_back(FromJson(member, value, depth + 1));
  }
  return claim;
}

/// Tokens use the URL-safe alphabet and no padding.
std::optional<std::string> DecodeBase64Url(std::string_view text) {
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return DecodeBase64(standard);
}

std::vector<std::string> Split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t at; (at = text.find(separator, begin)) != std::string_view::npos;
       begin = at + separator.size()) {
    parts.emplace_back(text.substr(begin, at - begin));
  }
  parts.emplace_back(text.substr(begin));
  return parts;
}

bool StartsWithClaimPrefix(std::string_view name) {
  return EqualIgnoringCase(name.substr(0, kClaimPrefix.size()), kClaimPrefix);
}

}  // namespace

const Claim* Claim::Find(std::string_view member) const {
  const auto found = std::ranges::find(members, member, &Claim::name);
  return found == members.end() ? nullptr : &*found;
}

Result<Claims> Claims::Parse(std::string_view json) {
  const nlohmann::json parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_object()) {
    return std::unexpected(UsageError(parsed.is_discarded() ? "the claims of the token are no JSON"
                                                            : "the claims of the token are no JSON object")
                               .Hint(R"(for example `{"iss": "https://login.example", "sub": "anna"}`)"));
  }
  Claims claims;
  claims.root_ = FromJson({}, parsed, 0);
  return claims;
}

const Claim* Claims::Find(std::span<const std::string> path) const {
  const Claim* claim = &root_;
  for (const std::string& name : path) {
    claim = claim->Find(name);
    if (!claim) return nullptr;
  }
  return claim;
}

std::string_view Claims::text(std::string_view name) const {
  const Claim* const claim = root_.Find(name);
  return claim && !claim->list && !claim->texts.empty() ? std::string_view(claim->texts.front())
                                                        : std::string_view();
}

void Claims::SplitWords(std::string_view name) {
  const auto found = std::ranges::find(root_.members, name, &Claim::name);
  if (found == root_.members.end()) return;
  Claim& claim = *found;
  if (claim.list || claim.texts.empty()) return;
  std::vector<std::string> words = Split(claim.texts.front(), " ");
  std::erase(words, "");
  claim.texts = std::move(words);
  claim.list = true;
}

Result<Claims> ParseToken(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '{') return Claims::Parse(text);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::vector<std::string> parts = Split(text, ".");
  const std::optional<std::string> payload = parts.size() == 3 ? DecodeBase64Url(parts[1]) : std::nullopt;
  if (!payload) {
    return std::unexpected(
        UsageError("the token is neither a JSON object of claims nor `header.payload.signature`")
            .Hint(R"(for example `{"iss": "https://login.example", "sub": "anna"}`)"));
  }
  return Claims::Parse(*payload);
}

std::optional<std::vector<std::string>> ParseClaimName(std::string_view header) {
  if (!StartsWithClaimPrefix(header)) return std::nullopt;
  const std::string_view rest = header.substr(kClaimPrefix.size());
  if (rest.starts_with('.') && rest.size() > 1) return Split(rest.substr(1), ".");
  if (rest.starts_with('[') && rest.ends_with(']') && rest.size() > 2)
    return Split(rest.substr(1, rest.size() - 2), "][");
  return std::nullopt;
}

}  // namespace meshctl::http
