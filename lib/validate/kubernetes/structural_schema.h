// SPDX-License-Identifier: Apache-2.0
// What the schema of a custom resource must be like, so that an API server can drop unknown fields, fill in
// defaults and merge: every level has one type, and alternatives only judge values.
#pragma once

#include "validate/rule.h"
#include "validate/verdict.h"
#include "yaml/node.h"

namespace meshctl::validate::kubernetes {

extern const Rule kSchemaWithoutType;
extern const Rule kForbiddenKeyword;
extern const Rule kStructureInValidation;
extern const Rule kPropertiesWithAdditional;
extern const Rule kEmbeddedResource;
extern const Rule kListType;
extern const Rule kBadDefault;
extern const Rule kSchemaPattern;
extern const Rule kRestrictedMetadata;

/// Checks an `openAPIV3Schema`.
void CheckStructuralSchema(const yaml::Node& schema, Verdict& verdict);

}  // namespace meshctl::validate::kubernetes
