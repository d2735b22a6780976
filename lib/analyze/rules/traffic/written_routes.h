// SPDX-License-Identifier: Apache-2.0
// The http routes of a VirtualService as the proxy tries them, in the form in which rules compare them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/virtual_service.h"
#include "route/compile/rules.h"
#include "route/match.h"

namespace meshctl::analyze {

/// One match, or a rule that has none.
struct WrittenMatch {
  std::size_t rule = 0;                       ///< index into WrittenRoutes::rules
  int index = -1;                             ///< in the rule's `match`; -1: it has none
  const model::HttpMatch* written = nullptr;  ///< null: the rule has no match
  route::RouteMatch conditions;
  source::Span span;  ///< of the match, or of the rule
};

struct WrittenRoutes {
  const model::VirtualService* service = nullptr;
  std::vector<route::Rule> rules;  ///< those of delegates merged in
  /// In the order in which they are tried. Matches that no gateway of the VirtualService keeps are left out.
  std::vector<WrittenMatch> matches;
};

/// `book` must outlive the answer.
WrittenRoutes RoutesOf(const model::VirtualService& service, route::RuleBook& book);

/// The name of a rule, else `http[2]`; of a delegate's with its object.
std::string LabelOf(const route::Rule& rule, const model::VirtualService& service);
/// The name of a rule, else all of it.
source::Span SpanOf(const route::Rule& rule);

/// Whether two rules do the same with a request: everything but `name` and `match` is written alike, and
/// short host names mean the same.
bool SameAction(const route::Rule& a, const route::Rule& b);

}  // namespace meshctl::analyze
