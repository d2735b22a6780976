// SPDX-License-Identifier: Apache-2.0
// Findings of istiod's rules begin with the path of what is wrong: "`spec.hosts[0]` is no DNS name". The
// functions here put it there, so that rules only say the rest.
#pragma once

#include <string>
#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

/// "`path of value` what", pointing at the value.
void At(Verdict& verdict, const Rule& rule, const yaml::Node& value, std::string_view what, Words words = {});
/// "`path of the field` what", pointing at its key.
void AtKey(Verdict& verdict, const Rule& rule, const yaml::Node& parent, std::string_view field,
           std::string_view what, Words words = {});
/// "`path of the field` what", of a field that is empty, or pointing at where it should stand.
void Missing(Verdict& verdict, const Rule& rule, const yaml::Node& parent, std::string_view field,
             std::string_view what, Words words = {});

/// A label at the caret, a help, or both.
Words Label(std::string label);
Words Help(std::string help);
Words Label(std::string label, std::string help);

}  // namespace meshctl::validate::istio
