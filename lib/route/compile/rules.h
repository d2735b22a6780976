// SPDX-License-Identifier: Apache-2.0
// The rules of VirtualServices as they count: delegates merged in, hosts in full.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "mesh/mesh.h"
#include "route/compile/delegate.h"
#include "route/table.h"

namespace meshctl::route {

/// One http entry in effect.
struct Rule {
  const model::HttpRoute* http = nullptr;
  /// The VirtualService that completes short names: the delegate, where there is one.
  const model::VirtualService* owner = nullptr;
  std::size_t index = 0;  ///< in the owner's `spec.http`
  bool merged = false;    ///< whether its matches are its own and those of a root together
};

/// `VirtualService shop/reviews`, or the object it was made of: `HTTPRoute shop/reviews`.
std::string NameOf(const model::VirtualService& service);

/// Where something was written that istiod made a rule or a server of.
Origin OriginOf(const model::Derivation& derivation);

/// The place of a rule, or of one match of it when `match` is not negative.
Origin OriginOf(const Rule& rule, int match);

/// Makes rules and keeps those that had to be merged.
class RuleBook {
 public:
  explicit RuleBook(const mesh::Mesh& mesh) : mesh_(mesh) {}

  /// The rules of `service` in order. Entries whose delegate is missing or not visible are dropped, as istiod
  /// drops them, and reported to `omissions`.
  std::vector<Rule> RulesOf(const model::VirtualService& service, std::vector<Omission>& omissions);

  /// The hosts of `service` in full, in the case they are written in: gateways compare them as they are,
  /// sidecars without case.
  std::vector<std::string> HostsOf(const model::VirtualService& service) const;

 private:
  void AddDelegated(const model::VirtualService& root, std::size_t index, std::vector<Rule>& rules,
                    std::vector<Omission>& omissions);

  const mesh::Mesh& mesh_;
  std::deque<model::HttpRoute> merged_;
  JoinedNames names_;
};

}  // namespace meshctl::route
