// SPDX-License-Identifier: Apache-2.0
// One rule of an AuthorizationPolicy, ready to be asked.
#pragma once

#include <string>
#include <vector>

#include "access/condition.h"
#include "access/verdict.h"
#include "http/request.h"
#include "model/security.h"

namespace meshctl::access {

/// A rule as a proxy has it: one of the sources and one of the operations must hold, with everything in them.
class Rule {
 public:
  /// `context.wide` is for every action but ALLOW: what cannot be read is then left out, and the rule matches
  /// more requests.
  static Rule Compile(const model::PolicyRule& rule, std::size_t index, const Condition::Context& context);

  /// Why proxies do not get this rule; empty: they do.
  const std::string& dropped() const { return dropped_; }
  Truth Test(const http::Request& request) const;
  /// The answer with its reason.
  ConsideredRule Consider(const http::Request& request) const;

 private:
  /// Conditions of which all must hold.
  struct Alternative {
    std::vector<Condition> conditions;
  };
  using Alternatives = std::vector<Alternative>;

  /// The alternative that came nearest, and its first condition that does not hold.
  static const Condition* Nearest(const Alternatives& alternatives, const http::Request& request);
  static Truth Test(const Alternatives& alternatives, const http::Request& request);

  std::size_t index_ = 0;
  source::Span span_;
  std::string dropped_;
  source::Span dropped_span_;
  Alternatives sources_;
  Alternatives operations_;

  friend class RuleCompiler;
};

}  // namespace meshctl::access
