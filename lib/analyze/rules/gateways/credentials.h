// SPDX-License-Identifier: Apache-2.0
// The Secrets that gateways read their certificates from.
#pragma once

#include <string_view>
#include <vector>

#include "analyze/rules/gateway_selectors.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// A `credentialName` of a server.
struct Credential {
  const model::Text* written = nullptr;
  std::string_view name;  ///< of the Secret
  /// Where it is looked for: the namespace that was written in front of the name, else those of the
  /// gateway's Pods, sorted.
  std::vector<std::string_view> namespaces;
  /// The Secret in the first of them that has it, or null.
  const model::Object* secret = nullptr;
};

/// The credentials of a Gateway's servers; none when no Pod opens the Gateway. `credentialNames` are not
/// looked at, as upstream.
std::vector<Credential> CredentialsOf(const mesh::Mesh& mesh, const model::Gateway& gateway,
                                      const GatewaySelectors& selectors);

}  // namespace meshctl::analyze
