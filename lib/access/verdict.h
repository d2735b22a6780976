// SPDX-License-Identifier: Apache-2.0
// What policies say about one request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "model/security.h"
#include "source/source_file.h"

namespace meshctl::access {

/// Whether a condition holds. Manifests do not say everything that conditions may ask for: the address of a
/// client, what another filter has found out.
enum class Truth : std::uint8_t { kNo, kUnknown, kYes };

enum class Action : std::uint8_t { kAllow, kDeny, kAudit, kCustom };

/// `ALLOW`…
std::string_view Name(Action action);

/// One rule of a policy and whether the request fits it.
struct ConsideredRule {
  std::size_t index = 0;  ///< in `spec.rules`
  Truth matches = Truth::kNo;
  /// The one reason why it does not match, or why nobody can tell: "method is `POST`, not `GET`". Empty for a
  /// rule that matches.
  std::string reason;
  source::Span span;  ///< the rule that matches, else the condition that fails
};

/// One policy that concerns the proxy.
struct ConsideredPolicy {
  const model::AuthorizationPolicy* policy = nullptr;
  Action action = Action::kAllow;
  bool dry_run = false;  ///< only looked at, never enforced
  Truth matches = Truth::kNo;
  /// Why no rule matches where there is none to say it: "it has no rules, so that it allows nothing".
  std::string reason;
  /// Up to and including the first rule that matches.
  std::vector<ConsideredRule> rules;
};

/// Policies beside the proxy that do not concern it.
using Elsewhere = std::vector<const model::AuthorizationPolicy*>;

/// What all policies together say.
struct Verdict {
  enum class Ruling : std::uint8_t {
    kAllowed,
    kDenied,
    kUnknown,  ///< depends on something that manifests do not say; `reason` says on what
  };

  Ruling ruling = Ruling::kAllowed;
  /// A sentence without a stop: "denied by AuthorizationPolicy shop/deny-all, rule 0".
  std::string reason = "no AuthorizationPolicy concerns it";
  /// The rule or the policy that decides; nowhere when no policy does.
  source::Span span;
  /// The index into `considered` of the policy that decides; nothing when none does: no ALLOW policy exists.
  std::optional<std::size_t> decisive;
  /// All policies, in the order in which they are asked: CUSTOM, AUDIT, DENY, ALLOW.
  std::vector<ConsideredPolicy> considered;
  /// Policies of the proxy's namespace that were not asked: they select others. Null: none.
  std::shared_ptr<const Elsewhere> elsewhere;
};

/// What becomes of the token of a request.
struct Authentication {
  enum class Outcome : std::uint8_t {
    kNotAsked,  ///< no RequestAuthentication concerns the proxy
    kNoToken,   ///< the request shows none, which is fine
    kAccepted,
    kRefused,
  };

  Outcome outcome = Outcome::kNotAsked;
  std::string reason;        ///< a sentence without a stop; empty for kNotAsked
  source::Span span;         ///< the JWT rule that decides
  std::uint32_t status = 0;  ///< of a refusal: 401, or 403 for a token that is meant for somebody else
  const model::RequestAuthentication* policy = nullptr;
  std::shared_ptr<const http::Claims> claims;  ///< of an accepted token
  std::vector<http::Header> headers;           ///< made of claims, for the routes and for the workload
  std::string token_header;                    ///< where the token was found; empty: elsewhere
  bool forwarded = false;                      ///< whether an accepted token travels on
};

}  // namespace meshctl::access
