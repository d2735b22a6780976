// SPDX-License-Identifier: Apache-2.0
// From rules of TLSRoutes and TCPRoutes to `tls` and `tcp` rules of VirtualServices.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gatewayapi/backends.h"

namespace meshctl::gatewayapi {

struct L4Rules {
  std::vector<model::L4Route> rules;
  std::optional<HardError> error;
};
/// One for each rule. A TLSRoute's have the route's hostnames as server names, `*` where it has none.
L4Rules ConvertL4(const Route& route, GrantPolicy grants, const Parts& parts);

/// What is left of TLS rules at a listener: server names that its hostname covers. Rules without any are
/// dropped.
std::vector<model::L4Route> AtListener(const std::vector<model::L4Route>& rules, std::string_view hostname);
/// TLS rules for clients of a service of the mesh: its hosts stand for `*`, names it cannot have are left
/// out.
std::vector<model::L4Route> ForHost(const std::vector<model::L4Route>& rules,
                                    const std::vector<std::string>& hosts, std::string_view host,
                                    const Parts& parts);
/// Rules for one port only.
std::vector<model::L4Route> OnPort(std::vector<model::L4Route> rules, const model::Number& port);

}  // namespace meshctl::gatewayapi
