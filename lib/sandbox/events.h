// SPDX-License-Identifier: Apache-2.0
// Events: what controllers and kubelets tell people about an object.
#pragma once

#include <string>

#include "sandbox/registry.h"

namespace meshctl::sandbox {

struct Event {
  enum class Type { kNormal, kWarning };

  Type type = Type::kNormal;
  std::string reason;      ///< `FailedScheduling`
  std::string message;     ///< for people
  std::string component;   ///< who tells: `kubelet`
  std::string field = {};  ///< which part of the object: `spec.containers{web}`
  int count = 1;
};

/// Stores an Event about an object in its namespace. One with the same reason and message is counted up at
/// most by `event.count`, so that telling it again with the same count changes nothing.
void TellEvent(Registry& registry, const Json& about, const Event& event);

}  // namespace meshctl::sandbox
