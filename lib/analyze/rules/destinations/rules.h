// SPDX-License-Identifier: Apache-2.0
// Rules about where traffic goes to: DestinationRules and ServiceEntries.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kConflictingEntryProtocols;
extern const Rule kEntryWithoutAddress;
extern const Rule kSubsetSelectsNothing;
extern const Rule kUnknownDestinationRuleHost;
extern const Rule kUnverifiedServer;
extern const Rule kUnverifiedServerOnPort;

inline constexpr const Rule* kDestinationsRules[] = {
    &kConflictingEntryProtocols,  &kEntryWithoutAddress, &kSubsetSelectsNothing,
    &kUnknownDestinationRuleHost, &kUnverifiedServer,    &kUnverifiedServerOnPort,
};

}  // namespace meshctl::analyze
