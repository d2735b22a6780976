// SPDX-License-Identifier: Apache-2.0
// Where a proxy ends TLS with a certificate of the user's.
#pragma once

#include "model/gateway.h"
#include "route/table.h"

namespace meshctl::route {

/// Makes `chain` end TLS as `tls` says: of a Gateway's server, or of an ingress listener of a Sidecar.
void EndTls(const model::ServerTls& tls, FilterChain& chain);

}  // namespace meshctl::route
