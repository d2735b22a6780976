// SPDX-License-Identifier: Apache-2.0
// The hosts that exist, for "did you mean".
#pragma once

#include <string>
#include <string_view>

#include "analyze/rules/known_names.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

class KnownHosts {
 public:
  explicit KnownHosts(const mesh::Mesh& mesh);

  /// The host that an object in `ns` probably meant by one that does not exist, in the form in which it has
  /// to be written there; empty when there is no single one.
  std::string Intended(std::string_view host, std::string_view ns) const;

 private:
  const mesh::Mesh& mesh_;
  KnownNames services_;  // Kubernetes Services by namespace
  KnownNames entries_;   // hosts of ServiceEntries, all under one namespace: most are public
};

}  // namespace meshctl::analyze
