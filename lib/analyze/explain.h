// SPDX-License-Identifier: Apache-2.0
// What a rule has to say about itself, as text.
#pragma once

#include <span>
#include <string>

#include "analyze/rule.h"

namespace meshctl::analyze {

/// The documents of the rules, one after another, each with a line that says code, level and upstream
/// analyzer. Markdown; ends in a newline.
std::string Explain(std::span<const Rule* const> rules);

/// One entry for each rule, as `analyze --list-analyzers` prints it:
///
///     * unknown-gateway (IST0101, virtualservice.GatewayAnalyzer):
///         a VirtualService is bound to a gateway that does not exist
std::string ListEntry(const Rule& rule);

}  // namespace meshctl::analyze
