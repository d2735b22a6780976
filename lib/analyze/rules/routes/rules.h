// SPDX-License-Identifier: Apache-2.0
// Rules about VirtualServices: what their routes name and which of them can match.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kHostNotInGateway;
extern const Rule kInternalGateway;
extern const Rule kRepeatedMatch;
extern const Rule kUnknownGateway;
extern const Rule kUnknownHost;
extern const Rule kUnknownSubset;
extern const Rule kUnreachableRoute;

inline constexpr const Rule* kRoutesRules[] = {
    &kHostNotInGateway, &kInternalGateway, &kRepeatedMatch,    &kUnknownGateway,
    &kUnknownHost,      &kUnknownSubset,   &kUnreachableRoute,
};

}  // namespace meshctl::analyze
