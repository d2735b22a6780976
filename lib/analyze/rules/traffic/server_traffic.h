// SPDX-License-Identifier: Apache-2.0
// Which routes of a VirtualService a gateway's server can carry.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/gateway.h"

namespace meshctl::analyze {

enum class Traffic : std::uint8_t {
  kHttp,     ///< `http`: plaintext HTTP, or HTTPS that ends here
  kTls,      ///< `tls`: TLS that is passed through
  kTcp,      ///< `tcp`: plain bytes, or TLS that ends here without being HTTPS
  kNone,     ///< AUTO_PASSTHROUGH: routed by SNI to services, no VirtualService is asked
  kUnknown,  ///< a protocol that Istio does not know
};

Traffic TrafficOf(const model::Gateway& gateway, const model::Server& server);

/// `http`, `tls` or `tcp`; empty for the others.
std::string_view FieldOf(Traffic traffic);

}  // namespace meshctl::analyze
