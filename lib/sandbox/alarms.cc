// SPDX-License-Identifier: Apache-2.0
// A map that is looked through: few objects of a sandbox wait for anything.
#include "sandbox/alarms.h"

namespace meshctl::sandbox {

std::vector<Key> Alarms::TakeDue() {
  std::vector<Key> due;
  if (set_.empty()) return due;
  const auto now = clock_();
  for (auto at = set_.begin(); at != set_.end();) {
    if (at->second > now) {
      ++at;
      continue;
    }
    due.push_back(at->first);
    at = set_.erase(at);
  }
  return due;
}

}  // namespace meshctl::sandbox
