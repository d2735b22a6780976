// SPDX-License-Identifier: Apache-2.0
// What the converters of this room share. Only they include this.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gatewayapi/grants.h"
#include "gatewayapi/namespaces.h"
#include "mesh/config.h"
#include "mesh/derived.h"
#include "model/manifests.h"

namespace meshctl::gatewayapi {

/// Namespace and host of every host of a ServiceEntry.
using EntryHosts = std::set<std::pair<std::string_view, std::string_view>>;
EntryHosts EntryHostsIn(const model::Manifests& manifests);

struct Parts {
  const model::Manifests& manifests;
  const mesh::MeshConfig& config;
  const Namespaces& namespaces;
  const Grants& grants;
  const EntryHosts& entry_hosts;
  mesh::Derived& made;

  /// `name.namespace.svc.cluster.local`.
  std::string ServiceHost(std::string_view name, std::string_view ns) const;
  bool HasService(std::string_view name, std::string_view ns) const {
    return manifests.Find(model::kCore, "Service", ns, name) != nullptr;
  }
  /// A text that istiod makes up, at the place it makes it from.
  model::Text Keep(std::string text, source::Span span = {}) const {
    return {made.Keep(std::move(text)), span};
  }
  /// The identity of an Istio object made of `from`, as old as that one.
  const model::Object& MakeObject(const model::Object& from, std::string_view kind, std::string name,
                                  std::string_view ns) const;
  const model::Derivation* Derive(model::Derivation derivation) const {
    return &made.derivations.emplace_back(std::move(derivation));
  }
};

/// The objects of a kind that count, in the order read.
std::vector<const model::Object*> ObjectsOf(const model::Manifests& manifests, std::string_view group,
                                            std::string_view kind);

/// `namespace/name`.
std::string FullName(std::string_view ns, std::string_view name);

}  // namespace meshctl::gatewayapi
