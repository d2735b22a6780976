// SPDX-License-Identifier: Apache-2.0
// Every Code there is. A kind that is not listed is checked by its schema alone.
#include <algorithm>

#include "validate/istio/istio.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/rule.h"

namespace meshctl::validate {

const Code* FindCode(Authority authority, std::string_view group, std::string_view kind) {
  const auto listed = authority == Authority::kIstio ? istio::AllCode() : kubernetes::AllCode();
  const auto at = std::ranges::find_if(
      listed, [&](const Code* code) { return code->kind == kind && code->group == group; });
  return at == listed.end() ? nullptr : *at;
}

std::vector<const Rule*> AllRules() {
  std::vector<const Rule*> rules;
  for (const auto listed : {istio::AllCode(), kubernetes::AllCode()}) {
    for (const Code* code : listed) rules.insert(rules.end(), code->rules.begin(), code->rules.end());
  }
  std::ranges::sort(rules, {}, &Rule::code);
  rules.erase(std::ranges::unique(rules, {}, &Rule::code).begin(), rules.end());
  return rules;
}

}  // namespace meshctl::validate
