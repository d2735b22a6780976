// SPDX-License-Identifier: Apache-2.0
// Envoy's choice of a filter chain for a connection.
#pragma once

#include <optional>
#include <string_view>

#include "route/decide.h"
#include "route/table.h"

namespace meshctl::route {

/// Reads `10.0.0.0/8`, `1.2.3.4`, `2001:db8::/32`. Nothing for anything else.
std::optional<Cidr> ParseCidr(std::string_view text);

/// The range with all bits of its address off that do not count.
Cidr Masked(Cidr range);

/// Whether an address lies in a range.
bool Contains(const Cidr& range, const Cidr& address);

/// The chain for a connection, or null. Criteria are tried one after the other (port, address range, server
/// name, transport, ALPN); each keeps the chains that fit best, or those that do not ask for it. There is no
/// way back: a chain dropped by one criterion stays dropped.
const FilterChain* ChooseChain(const Listener& listener, const http::Request& request, Trace* trace);

}  // namespace meshctl::route
