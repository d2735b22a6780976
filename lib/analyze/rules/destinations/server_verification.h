// SPDX-License-Identifier: Apache-2.0
// TLS to a destination whose certificate is not checked, for the whole host or for one port.
#pragma once

#include <string>

#include "analyze/findings.h"
#include "model/destination_rule.h"

namespace meshctl::analyze {

/// Whether a policy opens TLS without saying which authorities sign the server's certificate. A credential
/// may say so instead, but only sidecars chosen by a `workloadSelector` read it.
bool TrustsAnyServer(const model::DestinationRule& rule, const model::PortPolicy& policy);

/// Adds the finding about a policy that does; `where` ends its message: ` on port 443`.
void AddUnverifiedServer(const model::DestinationRule& rule, const model::PortPolicy& policy,
                         const std::string& where, Findings& findings);

}  // namespace meshctl::analyze
