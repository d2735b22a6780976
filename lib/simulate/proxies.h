// SPDX-License-Identifier: Apache-2.0
// Which proxies a question without a URL is about.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "mesh/mesh.h"
#include "route/proxy.h"

namespace meshctl::simulate {

/// The gateway named, the sidecar of the workload named, or every gateway when neither is. Errors (kind
/// usage) name what there is to choose from: both are named, there is no such proxy, or no gateway at all.
Result<std::vector<route::Proxy>> ChooseProxies(const mesh::Mesh& mesh, const std::string& gateway,
                                                const std::string& from);

/// The same where only one will do.
Result<route::Proxy> ChooseProxy(const mesh::Mesh& mesh, const std::string& gateway, const std::string& from);

/// Both `--gateway` and `--from` were given.
Error TwoProxies();

}  // namespace meshctl::simulate
