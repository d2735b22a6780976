// SPDX-License-Identifier: Apache-2.0
// Whether one route takes every request that another one could take, and an example of a request.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"
#include "model/virtual_service.h"
#include "route/match.h"

namespace meshctl::analyze {

/// Whether every request that meets `narrow` meets `wide` too. True is always right; false may mean that it
/// could not be shown.
bool Covers(const route::RouteMatch& wide, const route::RouteMatch& narrow);

/// Whether istiod keeps a match for one of the VirtualService's gateways (`namespace/name`, or `mesh`). Null:
/// a rule without a match, which is kept for all.
bool IsKeptAt(const model::VirtualService& vs, const model::HttpMatch* match, std::string_view gateway);
/// The same for any of them.
bool IsKept(const model::VirtualService& vs, const model::HttpMatch* match);

/// Of two matches kept for one gateway: whether `wide` is kept for every port and client for which `narrow`
/// is, by `port`, `sourceLabels` and `sourceNamespace`.
bool CoversClients(const model::HttpMatch* wide, const model::HttpMatch* narrow);
/// Whether that is so at all gateways of the VirtualService that has both.
bool CoversProxies(const model::VirtualService& vs, const model::HttpMatch* wide,
                   const model::HttpMatch* narrow);

/// A request that meets all of these conditions, or nothing when none was found. Sent to `host` unless a
/// condition asks for another one.
std::optional<http::Request> RequestFor(std::initializer_list<const route::RouteMatch*> matches,
                                        std::string_view host);

/// `GET /api?debug=1` with header `x-user: jason`.
std::string Describe(const http::Request& request);

/// A host that people could type: `*.shop.example` is `www.shop.example`.
std::string SampleHost(std::string_view host);

}  // namespace meshctl::analyze
