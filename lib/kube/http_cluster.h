// SPDX-License-Identifier: Apache-2.0
// A Cluster over libcurl.
#pragma once

#include <cstdint>
#include <memory>

#include "base/error.h"
#include "kube/cluster.h"
#include "kube/connection.h"

namespace meshctl::kube {

struct HttpLimits {
  std::uint64_t max_body = 256ull << 20;  ///< bytes of one answer, decompressed
  int max_parallel = 16;                  ///< requests under way at once
};

/// Opens no connection yet: the first request does. Fails when libcurl cannot be loaded or the endpoint makes
/// no sense (a credential over plain HTTP, a server that is no URL).
Result<std::unique_ptr<Cluster>> MakeHttpCluster(const Endpoint& endpoint, const HttpLimits& limits = {});

}  // namespace meshctl::kube
