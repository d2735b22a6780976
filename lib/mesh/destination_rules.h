// SPDX-License-Identifier: Apache-2.0
// Which DestinationRule a client obeys.
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/config.h"
#include "mesh/export_to.h"
#include "mesh/host_index.h"
#include "model/destination_rule.h"

namespace meshctl::mesh {

/// DestinationRules of one host and namespace that Istio treats as one. The oldest gives the policy if it has
/// one; subsets are those of all, an older one hiding a younger one of the same name.
struct MergedRule {
  std::vector<const model::DestinationRule*> rules;  ///< oldest first, never empty
  std::vector<const model::Subset*> subsets;
  const model::TrafficPolicy* policy = nullptr;
  const model::Labels* workload_selector = nullptr;
  ExportTo export_to;

  const model::Subset* FindSubset(std::string_view name) const;
};

class DestinationRules {
 public:
  DestinationRules() = default;
  /// `rules` in Istio's order: those with a workload selector first, then oldest first.
  DestinationRules(const std::deque<model::DestinationRule>& rules, const MeshConfig& config);

  /// The rule that a client in `client_ns` with these labels obeys for a service, or null: first rules of the
  /// client's namespace, then exported ones of the service's, then of the root namespace; there the most
  /// specific host.
  const MergedRule* Find(std::string_view hostname, std::string_view service_ns, std::string_view client_ns,
                         const model::Labels& client_labels) const;
  /// Every rule, in whatever namespace, whose expanded host is exactly this one, oldest first.
  const std::vector<const model::DestinationRule*>& OfHost(std::string_view hostname) const;

 private:
  using Group = std::vector<MergedRule>;
  using ByHost = HostIndex<Group>;

  void Put(ByHost& index, std::string_view host, const model::DestinationRule& rule,
           const ExportTo& export_to);
  static const MergedRule* Choose(const Group& group, std::string_view client_ns,
                                  const model::Labels& client_labels);

  std::string root_namespace_;
  std::unordered_map<std::string, ByHost> local_;     // namespace: rules its own clients see
  std::unordered_map<std::string, ByHost> exported_;  // namespace: rules others may see
  HostIndex<std::vector<const model::DestinationRule*>> by_host_;
};

}  // namespace meshctl::mesh
