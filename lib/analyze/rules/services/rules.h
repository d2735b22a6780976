// SPDX-License-Identifier: Apache-2.0
// Rules about Services and their ports.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kExternalNamePort;
extern const Rule kUnconventionalPortName;

inline constexpr const Rule* kServicesRules[] = {
    &kExternalNamePort,
    &kUnconventionalPortName,
};

}  // namespace meshctl::analyze
