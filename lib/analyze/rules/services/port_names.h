// SPDX-License-Identifier: Apache-2.0
// Which ports of a Service must have names that say their protocol, and what such names are.
#pragma once

#include <array>
#include <string_view>

#include "model/service.h"

namespace meshctl::analyze {

/// What a port's name may begin with.
inline constexpr std::array<std::string_view, 12> kPortProtocols = {
    "http", "http2", "https", "grpc",  "grpc-web", "tcp",
    "tls",  "udp",   "mongo", "mysql", "redis",    "http_proxy"};

/// Whether nobody minds a Service's port names: it belongs to the control plane or to a gateway that Istio
/// manages.
bool IsExemptFromPortNames(const model::Service& service);

/// Whether Istio can tell the protocol of a port from its declaration.
bool SaysItsProtocol(const model::ServicePort& port);

}  // namespace meshctl::analyze
