// SPDX-License-Identifier: Apache-2.0
// What becomes of a path whose prefix is rewritten.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mesh/mesh.h"
#include "model/virtual_service.h"

namespace meshctl::analyze {

/// A prefix and its replacement, where some path below the prefix really comes this way.
struct PrefixRewrite {
  const model::VirtualService* service = nullptr;
  const model::StringMatch* prefix = nullptr;
  model::Text replacement;
  std::string before;  ///< an example of a path below the prefix
  std::string after;   ///< what it becomes
};

/// The rewrites of all VirtualServices but those that delegates take part in.
std::vector<PrefixRewrite> PrefixRewrites(const mesh::Mesh& mesh);

}  // namespace meshctl::analyze
