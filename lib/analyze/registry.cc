// SPDX-License-Identifier: Apache-2.0
// The rules of all topics in the order in which lists print them, and the ways to find one.
#include "analyze/registry.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyze/documents.h"
#include "analyze/rules/ambient/rules.h"
#include "analyze/rules/apps/rules.h"
#include "analyze/rules/clusters/rules.h"
#include "analyze/rules/destinations/rules.h"
#include "analyze/rules/envoy_filters/rules.h"
#include "analyze/rules/gateways/rules.h"
#include "analyze/rules/injection/rules.h"
#include "analyze/rules/policies/rules.h"
#include "analyze/rules/routes/rules.h"
#include "analyze/rules/schema/rules.h"
#include "analyze/rules/services/rules.h"
#include "analyze/rules/settings/rules.h"
#include "analyze/rules/sidecars/rules.h"
#include "analyze/rules/suppressions/rules.h"
#include "analyze/rules/telemetry/rules.h"
#include "analyze/rules/traffic/rules.h"
#include "analyze/rules/webhooks/rules.h"
#include "analyze/rules/workloads/rules.h"
#include "base/ascii.h"
#include "base/nearest.h"

namespace meshctl::analyze {
namespace {

constexpr std::span<const Rule* const> kTopics[] = {
    kAmbientRules,  kAppsRules,      kClustersRules,     kDestinationsRules, kEnvoyFiltersRules,
    kGatewaysRules, kInjectionRules, kPoliciesRules,     kRoutesRules,       kSchemaRules,
    kServicesRules, kSettingsRules,  kSidecarsRules,     kTelemetryRules,    kTrafficRules,
    kWebhooksRules, kWorkloadsRules, kSuppressionsRules,
};

std::vector<const Rule*> Sorted() {
  std::vector<const Rule*> rules;
  for (std::span<const Rule* const> topic : kTopics) rules.insert(rules.end(), topic.begin(), topic.end());
  std::ranges::sort(rules, {}, [](const Rule* rule) { return std::pair(rule->code, rule->name); });
  return rules;
}

bool StandsFor(const Rule& rule, std::string_view analyzer) {
  return std::ranges::any_of(rule.upstream(), [&](std::string_view name) {
    return name == analyzer || (name == kValidationAnalyzer && !KindOf(analyzer).empty());
  });
}

}  // namespace

std::span<const Rule* const> Rules() {
  static const std::vector<const Rule*> kRules = Sorted();
  return kRules;
}

std::vector<const Rule*> FindRules(std::string_view word) {
  std::vector<const Rule*> found;
  for (const Rule* rule : Rules()) {
    if (EqualIgnoringCase(word, rule->code) || word == rule->name || StandsFor(*rule, word)) {
      found.push_back(rule);
    }
  }
  return found;
}

std::string_view KindOf(std::string_view word) {
  const std::size_t size = kValidationAnalyzer.size();
  const bool of_kind = word.size() > size + 1 && word.starts_with(kValidationAnalyzer) && word[size] == '.';
  return of_kind ? word.substr(size + 1) : std::string_view();
}

std::string_view NearestRule(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Rule* rule : Rules()) {
    names.push_back(rule->code);
    names.push_back(rule->name);
    names.insert(names.end(), rule->upstream().begin(), rule->upstream().end());
  }
  return Nearest(word, names);
}

std::string_view Documentation(const Rule& rule) {
  auto documents = Documents();
  auto at = std::ranges::lower_bound(documents, rule.name, {}, &diag::Document::name);
  return at != documents.end() && at->name == rule.name ? at->text : std::string_view();
}

}  // namespace meshctl::analyze
