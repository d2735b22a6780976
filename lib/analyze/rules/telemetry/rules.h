// SPDX-License-Identifier: Apache-2.0
// Rules about Telemetry: whom it is for and where it sends what it collects.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kLightstepProvider;
extern const Rule kLoggingWithoutProvider;
extern const Rule kOverlappingTelemetries;
extern const Rule kSeveralDefaultTelemetries;
extern const Rule kTelemetryWithoutPods;

inline constexpr const Rule* kTelemetryRules[] = {
    &kLightstepProvider,         &kLoggingWithoutProvider, &kOverlappingTelemetries,
    &kSeveralDefaultTelemetries, &kTelemetryWithoutPods,
};

}  // namespace meshctl::analyze
