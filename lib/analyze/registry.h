// SPDX-License-Identifier: Apache-2.0
// Every rule, in one table. Rules do not register themselves: a static library would drop them unseen.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analyze/rule.h"

namespace meshctl::analyze {

/// All rules, sorted by code, then by name.
std::span<const Rule* const> Rules();

/// The rules that a code (`IST0101`, any case), a rule name (`unknown-gateway`) or an upstream analyzer
/// (`virtualservice.GatewayAnalyzer`) stands for; empty when it stands for none.
std::vector<const Rule*> FindRules(std::string_view word);

/// The kind to which an analyzer's name limits rules that are for all kinds: `Gateway` of
/// `schema.ValidationAnalyzer.Gateway`. Empty for every other word. See Options::only_kinds.
std::string_view KindOf(std::string_view word);

/// The code, rule name or upstream analyzer that `word` is probably a misspelling of, or an empty view.
std::string_view NearestRule(std::string_view word);

/// What testdata/rules/<name>.md says about a rule: Markdown, compiled into the binary. Empty only for
/// rules that are not in the table.
std::string_view Documentation(const Rule& rule);

}  // namespace meshctl::analyze
