// SPDX-License-Identifier: Apache-2.0
// Reading objects of servers, where any field may be missing or of another type.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "yaml/json.h"

namespace meshctl::wait {

/// What is at `path`, or null when there is nothing.
const Json* At(const Json& object, std::initializer_list<const char*> path);
/// The text at `path`; empty when there is none.
std::string TextAt(const Json& object, std::initializer_list<const char*> path);
/// The integer at `path`, or nothing.
std::optional<std::int64_t> NumberAt(const Json& object, std::initializer_list<const char*> path);
/// The list at `path`; an empty list when there is none.
const Json& ListAt(const Json& object, std::initializer_list<const char*> path);

/// The condition of this type in a list of conditions, or null. Types are compared as kubectl does: in any
/// case.
const Json* ConditionIn(const Json& conditions, std::string_view type);

/// Whether a condition speaks of the object as it is now: its observedGeneration, or where it has none that
/// of the status, is not behind `metadata.generation`.
bool IsCurrent(const Json& condition, const Json& object);

/// The group of the object's apiVersion; empty for the core group.
std::string GroupOf(const Json& object);

}  // namespace meshctl::wait
