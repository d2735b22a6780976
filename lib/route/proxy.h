// SPDX-License-Identifier: Apache-2.0
// The proxy that decides: a sidecar beside a workload, or a gateway.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "mesh/mesh.h"
#include "source/source_file.h"

namespace meshctl::route {

/// Everything about a proxy that configuration may depend on. Views into the mesh it was made from.
struct Proxy {
  enum class Kind : std::uint8_t { kSidecar, kGateway };

  Kind kind = Kind::kSidecar;
  std::string name;
  /// The namespace whose visibility and order of resources applies.
  std::string ns;
  /// The namespace of the pod: its services, `sourceNamespace`. The same as `ns` in every real mesh.
  std::string workload_ns;
  model::Labels labels;
  std::vector<std::string> addresses;
  /// Where its clients look short names up; empty: where Pods of its namespace do, `NS.svc.cluster.local`.
  std::string dns_domain;
  /// Null for a gateway that is only implied by a selector.
  const mesh::Workload* workload = nullptr;
  /// Where the workload is written.
  source::Span span;
};

/// The sidecar beside a workload.
Proxy SidecarOf(const mesh::Workload& workload);

/// Every gateway proxy of the mesh: the workloads that Gateways select, and for each Gateway that selects
/// nobody one that is assumed, with exactly the labels asked for, in the Gateway's namespace.
std::vector<Proxy> GatewayProxies(const mesh::Mesh& mesh);

/// The workload written `WORKLOAD`, `WORKLOAD.NS`, `NS/WORKLOAD`. Errors are of kind usage and name what
/// there is to choose from.
Result<Proxy> FindSidecar(const mesh::Mesh& mesh, std::string_view name);

/// The gateway proxy meant by a Gateway's or a workload's name: `NAME`, `NAME.NS` or `NS/NAME`. Errors as
/// above.
Result<Proxy> FindGateway(const mesh::Mesh& mesh, std::string_view name);

}  // namespace meshctl::route
