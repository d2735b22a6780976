// SPDX-License-Identifier: Apache-2.0
// Every Code there is. A kind that is not listed is checked by its schema alone.
#include <algorithm>

#include "validate/istio/istio.h"
#include "validate/kubernetes/kubernetes.h"
#include "validate/object.h"
#include "validate/rule.h"

namespace meshctl::validate {

void RunCode(Authority authority, const Object& object, Verdict& verdict) {
  const std::string_view group = object.kind().group();
  const std::string_view kind = object.kind().name();
  for (const Code* code : authority == Authority::kIstio ? istio::AllCode() : kubernetes::AllCode()) {
    if ((code->kind == kind && code->group == group) || code->kind == kEvery) code->check(object, verdict);
  }
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
