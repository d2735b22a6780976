// SPDX-License-Identifier: Apache-2.0
// Reading much of a cluster at once: many kinds, page by page, several requests at a time.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "kube/client.h"
#include "kube/cluster.h"
#include "yaml/json.h"

namespace meshctl::kube {

/// One kind to list, in the version of it that the server prefers.
struct Listing {
  std::string group;  ///< empty for the core group
  std::string kind;
  ListOptions options = {};
};

/// How reading a kind ended.
enum class Listed {
  kRead,
  kNotServed,  ///< the server has no such kind, so there are no objects of it
  kForbidden,  ///< there may be objects, but this user must not see them
};

/// Takes what is read, page by page, so that no more than a page a kind waits in memory.
class ListSink {
 public:
  virtual ~ListSink() = default;
  /// Objects of the listing with this number, in the server's order.
  virtual void Take(std::size_t listing, std::vector<Json> objects) = 0;
  /// The list expired on the way and is read anew: what was taken of it does not count.
  virtual void Forget(std::size_t listing) = 0;
};

/// Lists all kinds, in pages of 500. Answers, for each, how that ended. Fails when a request does in any
/// other way than by 403 and 404.
Result<std::vector<Listed>> ListKinds(Cluster& cluster, std::span<const Listing> listings, ListSink& sink);

}  // namespace meshctl::kube
