// SPDX-License-Identifier: Apache-2.0
// A Cluster over libcurl.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/error.h"
#include "kube/cluster.h"
#include "kube/connection.h"
#include "kube/retry.h"

namespace meshctl::kube {

struct HttpLimits {
  std::uint64_t max_body = 256ull << 20;   ///< bytes of one answer, decompressed
  std::uint64_t max_headers = 1ull << 20;  ///< bytes of all header lines of one answer
  int max_parallel = 16;                   ///< requests under way at once, besides those that stream
  int max_streams = 256;                   ///< of those
  RetryLimits retry = {};
  std::function<double()> random = Random;  ///< for jitter
};

/// Opens no connection yet: the first request does. Fails when libcurl cannot be loaded or the endpoint makes
/// no sense (a credential over plain HTTP, a server that is no URL).
Result<std::unique_ptr<Cluster>> MakeHttpCluster(const Endpoint& endpoint, const HttpLimits& limits = {});

}  // namespace meshctl::kube
