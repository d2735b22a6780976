// SPDX-License-Identifier: Apache-2.0
// What the compilers of gateways and sidecars share. Only they include this.
#pragma once

#include <utility>
#include <vector>

#include "mesh/mesh.h"
#include "route/compile/clusters.h"
#include "route/compile/http_routes.h"
#include "route/compile/scope.h"
#include "route/table.h"

namespace meshctl::route {

struct CompileParts {
  const mesh::Mesh& mesh;
  const Scope& scope;
  Clusters& clusters;
  HttpCompiler& http;
  RouteTable& table;
};

/// One compilation: makes what the compilers share, in the right order.
class Compilation {
 public:
  /// `services` are those of `mesh`, but for tests. Both must outlive the table.
  Compilation(const mesh::Mesh& mesh, const mesh::ServiceDirectory& services, const Proxy& proxy);
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;

  CompileParts& parts() { return parts_; }
  RouteTable& table() { return table_; }

 private:
  RouteTable table_;
  RuleBook rules_;
  Scope scope_;
  Clusters clusters_;
  HttpCompiler http_;
  CompileParts parts_;
};

void CompileGateway(CompileParts& parts);
/// What a sidecar sends.
void CompileSidecar(CompileParts& parts);
/// What a sidecar receives.
void CompileInbound(CompileParts& parts);

/// Puts the virtual hosts into `config` and indexes their domains and paths; of a domain given twice the
/// first counts.
void FinishConfig(RouteConfig& config, std::vector<VirtualHost> hosts);

}  // namespace meshctl::route
