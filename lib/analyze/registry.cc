// SPDX-License-Identifier: Apache-2.0
// The table of rules, and the ways to find one in it. A new rule is one row here; the order (code, then name)
// is the one in which lists are printed, and a test holds it.
#include "analyze/registry.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "analyze/documents.h"
#include "analyze/rules/rules.h"
#include "base/nearest.h"

namespace meshctl::analyze {
namespace {

constexpr std::array kRules = {
    &kUnknownGateway,              // IST0101
    &kUnknownHost,                 // IST0101
    &kUnknownSubset,               // IST0101
    &kNamespaceNotInjected,        // IST0102
    &kUnconventionalPortName,      // IST0118
    &kConflictingInjectionLabels,  // IST0123
    &kUnreachableRoute,            // IST0130
    &kRepeatedMatch,               // IST0131
    &kHostNotInGateway,            // IST0132
    &kNamespaceInjectedByDefault,  // IST0148
    &kInternalGateway,             // IST0165
};

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

std::span<const Rule* const> Rules() { return kRules; }

std::vector<const Rule*> FindRules(std::string_view word) {
  std::vector<const Rule*> found;
  for (const Rule* rule : kRules) {
    if (EqualIgnoringCase(word, rule->code) || word == rule->name ||
        (!word.empty() && word == rule->analyzer)) {
      found.push_back(rule);
    }
  }
  return found;
}

std::string_view NearestRule(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Rule* rule : kRules) {
    names.push_back(rule->code);
    names.push_back(rule->name);
  }
  return Nearest(word, names);
}

std::string_view Documentation(const Rule& rule) {
  auto documents = Documents();
  auto at = std::ranges::lower_bound(documents, rule.name, {}, &diag::Document::name);
  return at != documents.end() && at->name == rule.name ? at->text : std::string_view();
}

}  // namespace meshctl::analyze
