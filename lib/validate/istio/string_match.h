// SPDX-License-Identifier: Apache-2.0
// `exact`, `prefix` and `regex`: how Istio's kinds match texts.
#pragma once

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kInvalidRegex;
extern const Rule kEmptyMatch;

/// A regular expression that istiod and Envoy can use: RE2's syntax, at most 1024 bytes.
void CheckRegex(const yaml::Node& value, Verdict& verdict);
/// A StringMatch. Null is accepted.
void CheckStringMatch(const yaml::Node& match, Verdict& verdict);
/// A StringMatch of which only `regex` is looked at: for paths the empty prefix means any.
void CheckMatchRegex(const yaml::Node& match, Verdict& verdict);

}  // namespace meshctl::validate::istio
