// SPDX-License-Identifier: Apache-2.0
// What a proxy compares (Envoy's RBAC filter): each attribute has its own idea of a value, and of being
// absent. An identity that is not there satisfies no value, so that it satisfies every exclusion.
#include "access/condition.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/values.h"

namespace meshctl::access {
namespace {

Truth And(Truth a, Truth b) { return std::min(a, b); }
Truth Or(Truth a, Truth b) { return std::max(a, b); }
Truth Not(Truth a) {
  if (a == Truth::kUnknown) return a;
  return a == Truth::kYes ? Truth::kNo : Truth::kYes;
}
Truth Known(bool holds) { return holds ? Truth::kYes : Truth::kNo; }

/// The text of an attribute that has one.
struct Reading {
  bool known = true;
  std::optional<std::string_view> text;
};

Reading Read(const Subject& subject, const http::Request& request) {
  switch (subject.attribute) {
    case Attribute::kHost:
      return {.text = request.authority};
    case Attribute::kMethod:
      return {.text = request.method};
    case Attribute::kPath:
      return {.text = request.path};
    case Attribute::kServerName:
      return {.text = request.sni};
    case Attribute::kHeader: {
      const std::string& name = subject.path.front();
      if (name == ":method") return {.text = request.method};
      if (name == ":authority" || name == "host") return {.text = request.authority};
      if (name == ":scheme") return {.text = request.scheme};
      return {.text = request.header(name)};
    }
    case Attribute::kNamespace:
    case Attribute::kServiceAccount:
    case Attribute::kTrustDomain:
    case Attribute::kPrincipal: {
      if (!request.principal.empty()) return {.text = request.principal};
      return {.known = request.tls != http::Tls::kMutual, .text = std::nullopt};
    }
    default:
      return {.known = false, .text = std::nullopt};
  }
}

const std::string& AddressOf(Attribute attribute, const http::Request& request) {
  if (attribute == Attribute::kSourceIp) return request.source_address;
  return attribute == Attribute::kRemoteIp ? request.remote_address : request.address;
}

Truth TestAddress(const IpRange& range, const std::string& text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  return address ? Known(range.Contains(*address)) : Truth::kUnknown;
}

bool TestClaim(const TextMatch& match, const http::Claim* claim) {
  return claim &&
         std::ranges::any_of(claim->texts, [&](const std::string& text) { return match.Matches(text); });
}

/// Issuer and subject must both be there, and be texts.
bool TestPrincipal(const std::pair<TextMatch, TextMatch>& match, const http::Request& request) {
  if (!request.claims) return false;
  const auto holds = [&](const TextMatch& part, const std::string& name) {
    const http::Claim* const claim = request.claims->Find({&name, 1});
    return claim && !claim->list && TestClaim(part, claim);
  };
  return holds(match.first, "iss") && holds(match.second, "sub");
}

Truth TestValue(const Subject& subject, const Value& value, const http::Request& request) {
  if (subject.attribute == Attribute::kFilterMetadata) return Truth::kUnknown;
  if (const auto* port = std::get_if<std::uint16_t>(&value)) return Known(request.port == *port);
  if (const auto* range = std::get_if<IpRange>(&value))
    return TestAddress(*range, AddressOf(subject.attribute, request));
  if (const auto* principal = std::get_if<std::pair<TextMatch, TextMatch>>(&value))
    return Known(TestPrincipal(*principal, request));
  const TextMatch& match = std::get<TextMatch>(value);
  if (subject.attribute == Attribute::kClaim)
    return Known(request.claims && TestClaim(match, request.claims->Find(subject.path)));
  const Reading reading = Read(subject, request);
  if (!reading.known) return Truth::kUnknown;
  return Known(reading.text && match.Matches(*reading.text));
}

/// What the request has instead, for people.
std::string Found(const Subject& subject, const http::Request& request) {
  switch (subject.attribute) {
    case Attribute::kDestinationPort:
      return fmt::format("is {}", request.port);
    case Attribute::kDestinationIp:
    case Attribute::kSourceIp:
    case Attribute::kRemoteIp: {
      const std::string& address = AddressOf(subject.attribute, request);
      return address.empty() ? "is not known" : fmt::format("is {}", address);
    }
    case Attribute::kRequestPrincipal:
      if (!request.claims) return "is missing: no token was accepted here";
      return fmt::format("is `{}/{}`", request.claims->text("iss"), request.claims->text("sub"));
    case Attribute::kClaim: {
      if (!request.claims) return "is missing: no token was accepted here";
      const http::Claim* const claim = request.claims->Find(subject.path);
      if (!claim || claim->texts.empty()) return "is missing";
      return fmt::format("is `{}`", fmt::join(claim->texts, "`, `"));
    }
    case Attribute::kFilterMetadata:
      return "is set by another filter and not known";
    default:
      break;
  }
  const Reading reading = Read(subject, request);
  if (!reading.known) return "is not known";
  const bool identity = IsOfSource(subject.attribute) && subject.attribute != Attribute::kHeader;
  if (!reading.text) return identity ? "is missing: the client shows no workload certificate" : "is missing";
  return fmt::format("is `{}`", *reading.text);
}

std::string Join(const std::vector<model::Text>& values) {
  std::vector<std::string_view> texts;
  for (const model::Text& value : values) texts.push_back(*value);
  return fmt::format("`{}`", fmt::join(texts, "`, `"));
}

}  // namespace

bool IsKnown(Attribute attribute, Layer layer) {
  switch (attribute) {
    case Attribute::kRequestPrincipal:
    case Attribute::kClaim:
    case Attribute::kHeader:
    case Attribute::kHost:
    case Attribute::kMethod:
    case Attribute::kPath:
      return layer == Layer::kHttp;
    case Attribute::kRemoteIp:
    case Attribute::kTrustDomain:
    case Attribute::kServerName:
    case Attribute::kFilterMetadata:
      return layer != Layer::kZtunnel;
    default:
      return true;
  }
}

bool IsOfSource(Attribute attribute) {
  return attribute >= Attribute::kSourceIp && attribute <= Attribute::kHeader;
}

std::optional<Condition> Condition::Compile(Subject subject, std::string label, source::Span span,
                                            const std::vector<model::Text>& values,
                                            const std::vector<model::Text>& not_values,
                                            const Context& context) {
  Condition condition;
  condition.label_ = std::move(label);
  condition.span_ = span;
  for (const auto& [from, to] :
       {std::pair{&values, &condition.values_}, {&not_values, &condition.not_values_}}) {
    for (const model::Text& text : *from) {
      if (!AddValues(*text, subject, context, *to) && !context.wide) return std::nullopt;
    }
  }
  condition.written_ = Join(values);
  condition.written_not_ = Join(not_values);
  condition.subject_ = std::move(subject);
  return condition;
}

Truth Condition::Test(const std::vector<Value>& values, const http::Request& request) const {
  Truth truth = Truth::kNo;
  for (const Value& value : values) {
    truth = Or(truth, TestValue(subject_, value, request));
    if (truth == Truth::kYes) break;
  }
  return truth;
}

Truth Condition::Test(const http::Request& request) const {
  const Truth wanted = values_.empty() ? Truth::kYes : Test(values_, request);
  return not_values_.empty() ? wanted : And(wanted, Not(Test(not_values_, request)));
}

std::string Condition::Describe(const http::Request& request) const {
  const std::string found = Found(subject_, request);
  if (!values_.empty() && Test(values_, request) != Truth::kYes)
    return fmt::format("{} {}, not {}", label_, found, written_);
  return fmt::format("{} {}, and {} is excluded", label_, found, written_not_);
}

}  // namespace meshctl::access
