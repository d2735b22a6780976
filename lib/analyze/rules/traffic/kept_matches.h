// SPDX-License-Identifier: Apache-2.0
// What istiod decides of a match before any request comes: for which gateways, ports and clients it is there.
#pragma once

#include <string_view>

#include "model/virtual_service.h"

namespace meshctl::analyze {

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

}  // namespace meshctl::analyze
