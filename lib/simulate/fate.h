// SPDX-License-Identifier: Apache-2.0
// What becomes of every request that takes the same route, in words short enough for a table.
#pragma once

#include <string>
#include <vector>

#include "route/decide.h"
#include "route/table.h"

namespace meshctl::simulate {

/// One line for each destination with its exact share where there are several, else one line:
/// `90 % outbound|80|v1|cart.shop.svc.cluster.local`, `302 to /new`, `200 by the rule itself`. A destination
/// that cannot answer says so behind its name.
std::vector<std::string> FateLines(const route::Action& action);

/// The same for a connection without HTTP.
std::vector<std::string> FateLines(const std::vector<route::Destination>& destinations);

/// What becomes of a request that got no further than `outcome`: `404: the host is not known`.
std::string FateOf(route::Outcome outcome);

}  // namespace meshctl::simulate
