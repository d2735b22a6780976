// SPDX-License-Identifier: Apache-2.0
// What a request for many objects says: a list, a watch or the deletion of a collection.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/continue_token.h"
#include "sandbox/selector.h"
#include "sandbox/verbs.h"

namespace meshctl::sandbox {

struct ListOptions {
  Selector labels;
  Selector fields;
  std::uint64_t limit = 0;       ///< objects on a page; 0: all of them
  std::string continue_token;    ///< as given; empty on the first page
  std::string resource_version;  ///< as given
  enum class Match : std::uint8_t { kUnsaid, kExact, kNotOlderThan } match = Match::kUnsaid;
  bool send_initial_events = false;  ///< of a watch
  std::optional<std::chrono::seconds> timeout;

  bool Selects(const Json& object) const { return labels.Selects(object) && fields.Selects(object); }
};

/// Whether a request asks for a watch: `watch` with anything but `0` and `false`.
bool AsksForWatch(const Request& request);

/// Refuses options that cannot be read with 400, and those that do not go together with 422.
Answer<ListOptions> ReadListOptions(const Call& call);

/// Which state of a resource a list shows, and from where on.
struct ListState {
  std::uint64_t version = 0;
  std::string start;  ///< the least key to show; empty: from the first
};
/// Refuses with 400 what is no version or token, with 410 a state no longer remembered, with 504 one that is
/// yet to come.
Answer<ListState> ChooseState(const Store& store, const ListOptions& options);

}  // namespace meshctl::sandbox
