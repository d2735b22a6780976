// SPDX-License-Identifier: Apache-2.0
// Rules about annotations, definitions, deprecated fields, conditions and the settings of the mesh.
#pragma once

#include "analyze/rule.h"

namespace meshctl::analyze {

extern const Rule kAlphaAnnotation;
extern const Rule kDeprecatedAnnotation;
extern const Rule kDeprecatedField;
extern const Rule kInvalidAnnotation;
extern const Rule kMisplacedAnnotation;
extern const Rule kNegativeCondition;
extern const Rule kOutdatedGatewayApi;
extern const Rule kUnknownAnnotation;
extern const Rule kUnknownRegistry;

inline constexpr const Rule* kSettingsRules[] = {
    &kAlphaAnnotation,    &kDeprecatedAnnotation, &kDeprecatedField,
    &kInvalidAnnotation,  &kMisplacedAnnotation,  &kNegativeCondition,
    &kOutdatedGatewayApi, &kUnknownAnnotation,    &kUnknownRegistry,
};

}  // namespace meshctl::analyze
