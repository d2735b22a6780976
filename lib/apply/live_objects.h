// SPDX-License-Identifier: Apache-2.0
// What the cluster holds of the objects of a plan, read by lists where many objects are of one kind in one
// namespace: a page of a list takes the server little longer than one object.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "apply/object_apply.h"
#include "kube/client.h"
#include "yaml/json.h"

namespace meshctl::apply {

class LiveObjects {
 public:
  /// From how many objects on a list is read. Below it the few requests that are saved do not make up for
  /// what else may be in the namespace.
  static constexpr std::size_t kListFrom = 16;

  /// Reads the lists that pay for `targets`, which must outlive their items only. A list that fails, or that
  /// holds far more than was asked about, is given up: nothing is known of the objects it did not show.
  /// `stopped` is asked a few times a second whether to end at once; it may be empty.
  void Read(std::span<const Target> targets, kube::Client& client, const std::function<bool()>& stopped);

  /// The object as it was when its list was read, null when there was none, nothing when that is not known.
  /// An object is given away: the second call for an item knows nothing.
  std::optional<Json> Take(const Item& item);

 private:
  std::map<const Item*, std::string> objects_;  // as JSON, which is smaller; empty: there was none
};

}  // namespace meshctl::apply
