// SPDX-License-Identifier: Apache-2.0
// The hosts that a gateway serves, and to whom.
#pragma once

#include <string_view>
#include <vector>

#include "analyze/rules/routes/gateway_reference.h"
#include "mesh/host_index.h"
#include "model/virtual_service.h"

namespace meshctl::analyze {

/// One host as written.
struct Offer {
  std::string_view scope = "*";  ///< the namespace whose VirtualServices may use it, or `*`
  source::Span span;

  bool Reaches(std::string_view ns) const { return scope == "*" || scope == ns; }
};

/// The hosts of one gateway. VirtualServices of all namespaces ask, so it is built once. A gateway that does
/// not exist offers nothing; a listener of the Gateway API without a hostname offers `*`.
class OfferedHosts {
 public:
  explicit OfferedHosts(const GatewayReference& gateway);

  /// Whether one of the VirtualService's hosts overlaps one that is offered to its namespace.
  bool ServeAny(const model::VirtualService& vs) const;

  const mesh::HostIndex<std::vector<Offer>>& hosts() const { return hosts_; }

 private:
  void AddServers(const model::Gateway& gateway);
  void AddListeners(const model::Object& gateway);

  mesh::HostIndex<std::vector<Offer>> hosts_;
};

}  // namespace meshctl::analyze
