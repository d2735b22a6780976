// SPDX-License-Identifier: Apache-2.0
// One attribute of a request and the values a policy wants it to have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "access/text_match.h"
#include "access/trust_domains.h"
#include "access/verdict.h"
#include "base/ip_address.h"
#include "http/request.h"
#include "model/security.h"

namespace meshctl::access {

enum class Attribute : std::uint8_t {
  kDestinationIp,
  kDestinationPort,
  kServerName,
  kFilterMetadata,  ///< what another filter of the proxy has written; nobody knows it here
  kSourceIp,
  kRemoteIp,
  kNamespace,
  kServiceAccount,
  kTrustDomain,
  kPrincipal,
  kRequestPrincipal,
  kClaim,
  kHeader,
  kHost,
  kMethod,
  kPath,
};

/// What a proxy speaks where policies are enforced.
enum class Layer : std::uint8_t {
  kHttp,
  kTcp,      ///< rules about HTTP are dropped (ALLOW) or widened (DENY, AUDIT)
  kZtunnel,  ///< the same, but a DENY rule of which nothing is left matches nothing
};

/// Whether proxies that enforce on this layer know the attribute.
bool IsKnown(Attribute attribute, Layer layer);
/// Whether the attribute is about who sends the request, not about what is asked: the `from` side of a rule.
bool IsOfSource(Attribute attribute);

/// An attribute with the part of it that is meant.
struct Subject {
  Attribute attribute = Attribute::kMethod;
  std::vector<std::string> path;  ///< the header's name in lower case, the path of the claim
};

/// What `key` of a `when` entry means, or nothing for a key that Istio does not know: it then skips the rule.
/// A name in brackets that is malformed gives a subject without a path, which no value fits.
std::optional<Subject> ParseKey(std::string_view key);

/// One value as it is compared.
using Value = std::variant<TextMatch, IpRange, std::uint16_t, std::pair<TextMatch, TextMatch>>;

/// A subject with the values it must have and those it must not have.
class Condition {
 public:
  /// What values are read with.
  struct Context {
    std::string_view policy_ns;
    const TrustDomains& trust_domains;
    Layer layer = Layer::kHttp;
    bool wide = false;  ///< values that make no sense are left out, else they spoil the rule
  };

  /// Nothing when a value that makes no sense spoils the whole rule.
  static std::optional<Condition> Compile(Subject subject, std::string label, source::Span span,
                                          const std::vector<model::Text>& values,
                                          const std::vector<model::Text>& not_values, const Context& context);

  /// Whether nothing is asked for: no values were given, or all of them were left out.
  bool empty() const { return values_.empty() && not_values_.empty(); }
  Truth Test(const http::Request& request) const;
  /// Why it does not hold, or why nobody can tell: "method is `POST`, not `GET`".
  std::string Describe(const http::Request& request) const;
  source::Span span() const { return span_; }

 private:
  Truth Test(const std::vector<Value>& values, const http::Request& request) const;

  Subject subject_;
  std::string label_;  ///< for people: `method`, `header x-user`
  source::Span span_;
  std::vector<Value> values_;
  std::vector<Value> not_values_;
  std::string written_;      ///< the values for people
  std::string written_not_;  ///< those excluded
};

}  // namespace meshctl::access
