// SPDX-License-Identifier: Apache-2.0
// The RequestAuthentications of one proxy: which tokens it accepts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/policy_index.h"
#include "access/verdict.h"
#include "http/request.h"
#include "mesh/mesh.h"

namespace meshctl::access {

/// Built once for a proxy and then only read. The mesh must outlive it, the index need not.
///
/// Nothing is verified: a token whose issuer and audience fit counts as signed and in date.
class Authentications {
 public:
  Authentications(const PolicyIndex& index, const Enforcer& enforcer);

  /// What becomes of the request's token. A request without one passes; one that is shown must fit a rule.
  Authentication Authenticate(const http::Request& request) const;

  /// The request as everything behind the authentication sees it: with the claims, with the headers made of
  /// them, and without a token that travels no further.
  static http::Request After(http::Request request, const Authentication& authentication);

  bool empty() const { return rules_.empty(); }

 private:
  /// Where a token may be.
  struct Location {
    enum class In : std::uint8_t { kHeader, kParameter, kCookie };
    In in = In::kHeader;
    std::string name;    ///< a header's in lower case
    std::string prefix;  ///< of a header's value
    friend bool operator==(const Location&, const Location&) = default;
  };
  struct Rule {
    const model::RequestAuthentication* policy = nullptr;
    const model::JwtRule* rule = nullptr;
    std::vector<Location> locations;
  };
  struct Attempt;

  static std::vector<Location> LocationsOf(const model::JwtRule& rule);
  static std::vector<std::string> TokensAt(const http::Request& request, const Location& location);
  /// Where a token given without a place is: where the rule of its issuer looks for it.
  const Location& PlaceOf(const http::Claims& token) const;
  Attempt Try(const Rule& rule, const http::Request& request) const;

  std::vector<Rule> rules_;  ///< by issuer
};

}  // namespace meshctl::access
