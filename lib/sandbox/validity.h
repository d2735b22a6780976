// SPDX-License-Identifier: Apache-2.0
// Whether objects are what their schema says, and what is left of them where it says nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/catalog.h"
#include "sandbox/status.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// Removes fields that the schema does not know. The answer is their paths: `spec.template.foo`,
/// `spec.ports[0].bar`.
std::vector<std::string> PruneUndeclared(const Resource& resource, Json& value);

enum class Faults { kTypes, kAll };

/// 400 when a value has another type than the schema says; with `kAll`, 422 when the object is wrong in
/// another way. Code that works on objects relies on their types, so `kTypes` comes before it.
/// `before` is what the object replaces, for rules about changes; null for a new one.
std::optional<Refusal> FindFault(const Resource& resource, const Json& object, Faults faults,
                                 const Json* before = nullptr);

}  // namespace meshctl::sandbox
