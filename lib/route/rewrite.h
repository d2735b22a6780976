// SPDX-License-Identifier: Apache-2.0
// What a rewrite or a redirect makes of the path and the URL of a request.
#pragma once

#include <string>
#include <string_view>

#include "http/request.h"
#include "route/action.h"
#include "route/match.h"

namespace meshctl::route {

/// The path after a rewrite of what `match` has matched.
std::string RewritePath(const Rewrite& rewrite, const RouteMatch& match, std::string_view path);

/// The URL that a redirect leads to.
std::string RedirectUrl(const Redirect& redirect, const RouteMatch& match, const http::Request& request);

}  // namespace meshctl::route
