// SPDX-License-Identifier: Apache-2.0
// Filters of access logs: CEL over attributes of a request that only Envoy knows.
#pragma once

#include <string>
#include <string_view>

namespace meshctl::validate::istio {

/// Why a text can be no CEL expression; empty when nothing speaks against it. Looks at texts and brackets
/// only: names and functions are Envoy's.
std::string LogFilterFault(std::string_view expression);

}  // namespace meshctl::validate::istio
