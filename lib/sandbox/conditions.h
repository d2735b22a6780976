// SPDX-License-Identifier: Apache-2.0
// What controllers write: status and its conditions, objects that they own.
#pragma once

#include <string>
#include <string_view>

#include "sandbox/registry.h"

namespace meshctl::sandbox {

struct Condition {
  std::string type;
  std::string status;  ///< `True`, `False` or `Unknown`
  std::string reason;
  std::string message;
};

/// Sets one of `status.conditions`. Its times change only when it does.
void SetCondition(Json& status, const Condition& condition, const std::string& now);

/// Takes a condition away, if it is there.
void DropCondition(Json& status, std::string_view type);

/// Stores `updated.status` when it differs from the stored object's. `manager` owns what it changes.
void WriteStatus(Registry& registry, const Object& stored, Json updated, std::string_view manager);

/// A controller's ownerReference to `owner`.
Json OwnerReference(const Json& owner);

}  // namespace meshctl::sandbox
