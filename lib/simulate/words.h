// SPDX-License-Identifier: Apache-2.0
// Words that the renderers of this room share. Only they include this.
#pragma once

#include <string>
#include <string_view>

#include "route/table.h"

namespace meshctl::simulate {

/// Where a rule is written: its match, where it has one.
source::Span PlaceOf(const route::Origin& origin);

/// `spec.http[1].match[0]`, with the object in front unless it is `host_source`, which has been named
/// already.
std::string NameOf(const route::Origin& origin, std::string_view host_source);

/// `name: text`, or the text alone.
std::string Join(std::string_view name, std::string_view text);

/// `10.0.0.1:8080, pod shop/cart-1`, with `, not ready` behind it where that is so.
std::string EndpointName(const route::Endpoint& endpoint);

/// `gateway istio-system/istio-ingressgateway`, `sidecar shop/web`.
std::string ProxyName(const route::Proxy& proxy);

}  // namespace meshctl::simulate
