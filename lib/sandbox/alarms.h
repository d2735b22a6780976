// SPDX-License-Identifier: Apache-2.0
// What controllers want to be woken for when time has passed and nothing else has happened.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "sandbox/store.h"

namespace meshctl::sandbox {

using Clock = std::function<std::chrono::steady_clock::time_point()>;

/// At most one alarm for each object. Nothing rings by itself: whoever holds the lock of the Api asks.
class Alarms {
 public:
  explicit Alarms(Clock clock) : clock_(std::move(clock)) {}

  /// Rings after this time; an earlier alarm for the object is forgotten.
  void Set(const Key& key, std::chrono::milliseconds after) { set_[key] = clock_() + after; }
  void Clear(const Key& key) { set_.erase(key); }
  bool IsSet(const Key& key) const { return set_.contains(key); }

  /// The objects whose time has come, whose alarms are then gone.
  std::vector<Key> TakeDue();

 private:
  Clock clock_;
  std::map<Key, std::chrono::steady_clock::time_point> set_;
};

}  // namespace meshctl::sandbox
