// SPDX-License-Identifier: Apache-2.0
// Custom resource definitions from our own tables, as an API server takes them: structural schemas with
// defaults, limits, one-of groups, merge marks and CEL rules, for every version of a kind.
#pragma once

#include <vector>

#include "schema/export_parts.h"
#include "schema/kinds.h"
#include "yaml/json.h"

namespace meshctl::schema {

/// Every kind that a channel's custom resource definitions define, each in its preferred version, by group
/// and name.
std::vector<Kind> DefinedKinds(Channel channel);

/// Whether a custom resource definition of the channel defines the kind.
bool IsDefined(Kind kind, Channel channel);

/// The CustomResourceDefinition of a kind that `IsDefined`, with all its versions. The same tables give the
/// same bytes.
Json ExportCrd(Kind kind, Channel channel);

/// The structural schema of one version: what stands under `openAPIV3Schema`.
Json ExportStructuralSchema(Kind kind, Channel channel);

}  // namespace meshctl::schema
