// SPDX-License-Identifier: Apache-2.0
// An answer as one plain document: everything that a route test may ask about, under the names of `expect`.
#pragma once

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "simulate/simulate.h"

namespace meshctl::routetest {

/// Fields that do not apply are missing, empty or null.
nlohmann::ordered_json FactsOf(const simulate::Simulation& simulation);

/// The answer to a question that was refused: `error` alone.
nlohmann::ordered_json FactsOf(const Error& error);

/// What the deciding route or, for TCP, filter chain was made from; null when nothing decided.
const route::Origin* OriginOf(const route::Decision& decision);

/// `VirtualService shop/reviews spec.http[0]`.
std::string RuleOf(const route::Origin& origin);

}  // namespace meshctl::routetest
