// SPDX-License-Identifier: Apache-2.0
// The rules by name, for the table in registry.cc. Each is defined in the file of its own name.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kConflictingInjectionLabels;
extern const Rule kHostNotInGateway;
extern const Rule kInternalGateway;
extern const Rule kNamespaceInjectedByDefault;
extern const Rule kNamespaceNotInjected;
extern const Rule kRepeatedMatch;
extern const Rule kUnconventionalPortName;
extern const Rule kUnknownGateway;
extern const Rule kUnknownHost;
extern const Rule kUnknownSubset;
extern const Rule kUnreachableRoute;

}  // namespace meshctl::analyze
