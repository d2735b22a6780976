// SPDX-License-Identifier: Apache-2.0
// Whether one route takes every request that another one could take, and an example of a request.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"
#include "route/match.h"

namespace meshctl::route {

/// Whether every request that meets `narrow` meets `wide` too. True is always right; false may mean that it
/// could not be shown.
bool Covers(const RouteMatch& wide, const RouteMatch& narrow);

/// A request that meets all of these conditions, or nothing when none was found. Sent to `host` unless a
/// condition asks for another one.
std::optional<http::Request> RequestFor(std::initializer_list<const RouteMatch*> matches,
                                        std::string_view host);

/// `GET /api?debug=1` with header `x-user: jason`.
std::string Describe(const http::Request& request);

/// A host that people could type: `*.shop.example` is `www.shop.example`.
std::string SampleHost(std::string_view host);

}  // namespace meshctl::route
