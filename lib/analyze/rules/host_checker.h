// SPDX-License-Identifier: Apache-2.0
// What the hosts that objects write stand for.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/findings.h"
#include "analyze/rules/known_hosts.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

/// Looks hosts up as Istio's analyzers do, and says what is wrong with those that are not found. It cannot
/// know of a host in the form of a Service's name (`a`, `a.ns`, `a.ns.svc.cluster.local`) when no Service of
/// that namespace was given, nor of an existing Service's full name in another domain than `cluster.local`:
/// it may be the cluster's own.
class HostChecker {
 public:
  HostChecker(const mesh::Mesh& mesh, Findings& findings) : mesh_(mesh), findings_(findings) {}

  /// The service that an object with this exportTo means by a host; null after adding a finding, which calls
  /// the host `role`: `destination host`.
  const mesh::Service* Resolve(const model::Object& object, const model::Text& host, std::string_view role,
                               const std::vector<model::Text>& export_to);

 private:
  void AddHidden(const model::Object& object, const model::Text& host, std::string_view role,
                 std::span<const mesh::Service* const> hidden);
  void AddUnknown(const model::Object& object, const model::Text& host, std::string_view role);
  /// Why the host may exist after all; empty when it does not.
  std::string Doubt(std::string_view host, std::string_view ns) const;

  const mesh::Mesh& mesh_;
  Findings& findings_;
  std::optional<KnownHosts> names_;  // only made when something is wrong
};

}  // namespace meshctl::analyze
