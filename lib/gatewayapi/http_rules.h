// SPDX-License-Identifier: Apache-2.0
// From rules of HTTPRoutes and GRPCRoutes to rules of VirtualServices.
#pragma once

#include <optional>
#include <vector>

#include "gatewayapi/backends.h"

namespace meshctl::gatewayapi {

/// The rules of a route, one for each match, each with its place. With an error there are none.
struct HttpRules {
  std::vector<model::HttpRoute> rules;
  std::optional<HardError> error;
};
HttpRules ConvertHttp(const Route& route, GrantPolicy grants, const Parts& parts);

/// Puts rules into the order in which Gateway API tries them: exact paths, prefixes, regular expressions,
/// none; longer paths; with a method; more headers; more parameters. Rules without a match come last, equal
/// ones stay as they are.
void SortByPrecedence(std::vector<model::HttpRoute>& rules);

}  // namespace meshctl::gatewayapi
