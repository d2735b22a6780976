// SPDX-License-Identifier: Apache-2.0
// From the rules of one VirtualService to routes, for one listener.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mesh/mesh.h"
#include "route/compile/clusters.h"
#include "route/compile/rules.h"
#include "route/table.h"

namespace meshctl::route {

/// For whom routes are made. What of a match can be decided now is decided now, as istiod does.
struct RouteTarget {
  std::string_view gateway = "mesh";  ///< `namespace/name`, or `mesh` for sidecars
  std::uint32_t port = 80;            ///< the port the client dials
  bool tls = false;                   ///< whether the server has TLS, for redirects
};

/// What one VirtualService gives to one target.
struct HttpRoutes {
  std::vector<const Route*> routes;
  std::vector<const Omission*> omissions;
};

class HttpCompiler {
 public:
  HttpCompiler(const mesh::Mesh& mesh, Clusters& clusters, RouteTable& table)
      : clusters_(clusters), table_(table), rules_(mesh) {}

  /// Routes in the order written, up to and including the first one that catches everything.
  HttpRoutes Compile(const model::VirtualService& service, const RouteTarget& target);

  RuleBook& rules() { return rules_; }

 private:
  /// Why a match does not concern the proxy at all; empty: it does.
  std::string NotForProxy(const model::HttpMatch& match, std::string_view ns,
                          const RouteTarget& target) const;
  const Route& Add(const Rule& rule, int match, std::shared_ptr<const Action> action);
  const Omission* Omit(Origin origin, std::string reason);

  Clusters& clusters_;
  RouteTable& table_;
  RuleBook rules_;
};

StringMatch CompileString(const model::StringMatch& match);

/// The conditions of one match; null: the rule has none.
RouteMatch CompileMatch(const model::HttpMatch* match, model::Semantics semantics = model::Semantics::kIstio);

/// What a rule does.
Action CompileAction(const Rule& rule, const RouteTarget& target, Clusters& clusters);

}  // namespace meshctl::route
