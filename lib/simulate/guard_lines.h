// SPDX-License-Identifier: Apache-2.0
// How bytes travel, and who lets them pass, as lines of an explanation. Only the renderers of this room
// include this.
#pragma once

#include "route/table.h"
#include "simulate/guard.h"
#include "simulate/page.h"
#include "simulate/render.h"

namespace meshctl::simulate {

/// What a guard says; with kExplain also every policy it has considered. A guard that nobody has given
/// anything to enforce is silent without.
void AddGuard(const Guard& guard, Detail detail, Page& page);

/// What the guards at one workload say; with kExplain also the identity they see.
void AddArrival(const Arrival& arrival, Detail detail, Page& page);

/// mTLS, plaintext or refused, for each kind of endpoint of a cluster.
void AddTransports(const route::Cluster& cluster, Detail detail, Page& page);

}  // namespace meshctl::simulate
