// SPDX-License-Identifier: Apache-2.0
// As istiod's generators (pilot/pkg/security/authz/model/generator.go): every attribute reads its values in a
// way of its own.
#include "access/values.h"

#include <re2/re2.h>

#include <charconv>
#include <string>

namespace meshctl::access {
namespace {

constexpr std::string_view kSpiffe = "spiffe://";

std::string Quote(std::string_view text) {
  return re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size()));
}

std::optional<IpRange> ParseRange(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return IpRange::Parse(text);
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  if (!address) return std::nullopt;
  return IpRange::Parse(std::string(text) + (address->is_v4() ? "/32" : "/128"));
}

std::optional<std::uint16_t> ParsePort(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

/// `*` stands for any characters, also for slashes.
TextMatch NamespaceMatch(std::string_view text) {
  std::string pattern;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t star = std::min(text.find('*', begin), text.size());
    pattern += Quote(text.substr(begin, star - begin));
    if (star < text.size()) pattern += ".*";
    begin = star + 1;
  }
  return TextMatch::Regex(".*/ns/" + pattern + "/.*");
}

TextMatch ServiceAccountMatch(std::string_view text, std::string_view policy_ns) {
  const std::size_t slash = text.find('/');
  const std::string_view ns = slash == std::string_view::npos ? policy_ns : text.substr(0, slash);
  const std::string_view name = slash == std::string_view::npos ? text : text.substr(slash + 1);
  return TextMatch::Regex("spiffe://.+/ns/" + Quote(ns) + "/(.+/|)sa/" + Quote(name) + "(/.+)?");
}

TextMatch TrustDomainMatch(std::string_view text) {
  if (text == "*") return TextMatch::Prefix(std::string(kSpiffe));
  const std::size_t star = text.find('*');
  if (star == std::string_view::npos)
    return TextMatch::Prefix(std::string(kSpiffe) + std::string(text) + "/");
  return TextMatch::Regex("spiffe://" + Quote(text.substr(0, star)) + "[^/]*" + Quote(text.substr(star + 1)) +
                          "/.*");
}

TextMatch PrincipalMatch(const std::string& text) {
  if (text == "*") return TextMatch::NonEmpty();
  if (text.starts_with('*')) return TextMatch::Regex("spiffe://.*" + Quote(text.substr(1)));
  if (text.ends_with('*')) return TextMatch::Prefix(std::string(kSpiffe) + text.substr(0, text.size() - 1));
  return TextMatch::Exact(std::string(kSpiffe) + text);
}

/// Issuer and subject are told apart at the last slash, since issuers are URLs.
std::pair<TextMatch, TextMatch> RequestPrincipalMatch(std::string_view text) {
  const TextMatch any = TextMatch::NonEmpty();
  if (text == "*") return {any, any};
  const std::size_t slash = text.rfind('/');
  const bool both = slash != std::string_view::npos;
  const std::string_view issuer = text.substr(0, both ? slash : text.size());
  const std::string_view subject = both ? text.substr(slash + 1) : std::string_view();
  const auto without_star = [](std::string_view part) { return std::string(part.substr(1)); };
  const auto before_star = [](std::string_view part) {
    return std::string(part.ends_with('*') ? part.substr(0, part.size() - 1) : part);
  };
  if (text.starts_with('*')) {
    if (!both) return {any, TextMatch::Suffix(without_star(text))};
    return {issuer == "*" ? any : TextMatch::Suffix(without_star(issuer)),
            TextMatch::Exact(std::string(subject))};
  }
  if (text.ends_with('*')) {
    if (!both) return {TextMatch::Prefix(before_star(text)), any};
    return {TextMatch::Exact(std::string(issuer)),
            subject == "*" ? any : TextMatch::Prefix(before_star(subject))};
  }
  return {TextMatch::Exact(std::string(issuer)), TextMatch::Exact(std::string(subject))};
}

bool IsTemplate(std::string_view path) {
  return path.find("{*}") != std::string_view::npos || path.find("{**}") != std::string_view::npos;
}

}  // namespace

bool AddValues(std::string_view text, const Subject& subject, const Condition::Context& context,
               std::vector<Value>& values) {
  if (!IsKnown(subject.attribute, context.layer)) return false;
  switch (subject.attribute) {
    case Attribute::kDestinationIp:
    case Attribute::kSourceIp:
    case Attribute::kRemoteIp:
      if (const auto range = ParseRange(text))
        values.emplace_back(*range);
      else
        return false;
      return true;
    case Attribute::kDestinationPort:
      if (const auto port = ParsePort(text))
        values.emplace_back(*port);
      else
        return false;
      return true;
    case Attribute::kNamespace:
      values.emplace_back(NamespaceMatch(text));
      return true;
    case Attribute::kServiceAccount:
      values.emplace_back(ServiceAccountMatch(text, context.policy_ns));
      return true;
    case Attribute::kTrustDomain:
      for (const std::string& name : context.trust_domains.OfTrustDomain(text))
        values.emplace_back(TrustDomainMatch(name));
      return true;
    case Attribute::kPrincipal:
      for (const std::string& principal : context.trust_domains.OfPrincipal(text))
        values.emplace_back(PrincipalMatch(principal));
      return true;
    case Attribute::kRequestPrincipal:
      values.emplace_back(RequestPrincipalMatch(text));
      return true;
    case Attribute::kHost:
      values.emplace_back(TextMatch::OfHeaderValue(text, true));
      return true;
    case Attribute::kMethod:
      values.emplace_back(TextMatch::OfHeaderValue(text));
      return true;
    case Attribute::kHeader:
    case Attribute::kClaim:
    case Attribute::kFilterMetadata:
      if (subject.path.empty()) return false;
      values.emplace_back(subject.attribute == Attribute::kHeader ? TextMatch::OfHeaderValue(text)
                                                                  : TextMatch::OfValue(text));
      return true;
    case Attribute::kPath:
      values.emplace_back(IsTemplate(text) ? TextMatch::OfPathTemplate(text) : TextMatch::OfValue(text));
      return true;
    case Attribute::kServerName:
      break;
  }
  values.emplace_back(TextMatch::OfValue(text));
  return true;
}

}  // namespace meshctl::access
