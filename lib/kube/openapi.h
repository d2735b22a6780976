// SPDX-License-Identifier: Apache-2.0
// What an API server publishes about the shapes of its kinds.
#pragma once

#include <string>
#include <vector>

#include "kube/cluster.h"

namespace meshctl::kube {

/// The OpenAPI v3 documents of all group versions, as the server sends them (JSON), sorted by path. An Error
/// (kind cluster) when the index or one of the documents cannot be read.
Result<std::vector<std::string>> FetchOpenApi(Cluster& cluster);

}  // namespace meshctl::kube
