// SPDX-License-Identifier: Apache-2.0
// Envoy configuration inside of an EnvoyFilter. Without Envoy's definitions only extensions are looked at:
// that they are there, and that their types can exist. Fields of messages are not checked.
#pragma once

#include <string_view>

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::istio {

extern const Rule kUnknownEnvoyType;
extern const Rule kUntypedExtension;

/// The value of a patch. Null is accepted.
void CheckEnvoyValue(std::string_view apply_to, const yaml::Node& value, Verdict& verdict);

}  // namespace meshctl::validate::istio
