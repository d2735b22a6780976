// SPDX-License-Identifier: Apache-2.0
// What the API server does for single built-in kinds beyond schema and defaults.
#pragma once

#include <optional>
#include <string_view>

#include "sandbox/catalog.h"
#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// Removes the fields of `spec` from a new object that the server fills in for itself and that `asked`, the
/// spec as it was sent, does not have: nobody owns them.
void DropWhatNobodyAskedFor(const Resource& resource, const Json& asked, Json& object);

/// Whether `metadata.generation` counts changes of the desired state.
bool HasGeneration(const Resource& resource);

/// Before defaults: a Secret's stringData goes into data, a Namespace gets its label, finalizer and phase.
void PrepareKind(const Resource& resource, Json& object);

/// Carries over what was allocated for the live object and is not given again: the addresses of a Service.
void KeepAllocated(const Resource& resource, const Json& live, Json& object);

/// 422 when a field changed that may not: selectors of workloads, the address of a Service, the type of a
/// Secret, anything in an immutable ConfigMap or Secret.
std::optional<Refusal> FindForbiddenChange(const Resource& resource, const Json& live, const Json& object);

/// Whether the API server refuses to delete this namespace.
bool IsSystemNamespace(std::string_view name);

}  // namespace meshctl::sandbox
