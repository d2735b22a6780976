// SPDX-License-Identifier: Apache-2.0
// What one Pod's status says about why it is not ready.
#pragma once

#include <string>
#include <vector>

#include "yaml/json.h"

namespace meshctl::wait {

/// A sentence about something, and when it became true.
struct Reason {
  std::string text;
  std::string time = {};     ///< RFC 3339, UTC; empty: not known
  std::string subject = {};  ///< "pod/web-7d4b9c"; empty: what is waited for itself

  friend bool operator==(const Reason&, const Reason&) = default;
};

/// Reasons in the Pod's conditions and containers; none for a Pod that is ready, done or being deleted.
std::vector<Reason> PodReasons(const Json& pod);

/// Whether the Pod still has something to become: it is not ready, not done and not being deleted.
bool IsUnready(const Json& pod);

/// One line: line feeds become blanks, control characters visible, and the end is cut off where it is long.
std::string OneLine(std::string_view text);

}  // namespace meshctl::wait
