// SPDX-License-Identifier: Apache-2.0
// Which DestinationRule a client obeys.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "mesh/config.h"
#include "mesh/host_index.h"
#include "model/destination_rule.h"

namespace meshctl::mesh {

/// DestinationRules of one host and namespace that Istio treats as one. The oldest gives the policy if it has
/// one; subsets are those of all, an older one hiding a younger one of the same name.
struct MergedRule {
  std::vector<const model::DestinationRule*> rules;  ///< oldest first, never empty
  std::vector<const model::Subset*> subsets;
  const model::TrafficPolicy* policy = nullptr;       ///< null when no rule has one
  const model::DestinationRule* policy_of = nullptr;  ///< the rule that gives it
  const model::Labels* workload_selector = nullptr;
  /// exportTo as Istio compares it: as written and sorted, `.` alone for rules with a workload selector.
  std::vector<std::string_view> export_to;

  const model::Subset* FindSubset(std::string_view name) const;
};

class DestinationRules {
 public:
  DestinationRules() = default;
  DestinationRules(DestinationRules&&) noexcept = default;
  DestinationRules& operator=(DestinationRules&&) noexcept = default;
  /// `rules` oldest first; they must outlive the value.
  DestinationRules(const std::deque<model::DestinationRule>& rules, const MeshConfig& config);

  /// The rule that a client in `client_ns` with these labels obeys for a service, or null: first rules of the
  /// client's namespace, then exported ones of the service's, then of the root namespace; there the most
  /// specific host.
  const MergedRule* Find(std::string_view hostname, std::string_view service_ns, std::string_view client_ns,
                         const model::Labels& client_labels) const;
  /// Every rule, in whatever namespace, whose expanded host is exactly this one, oldest first.
  const std::vector<const model::DestinationRule*>& OfHost(std::string_view hostname) const;

 private:
  /// The rules of one host and namespace that could not be merged, in Istio's order.
  using Group = std::vector<MergedRule>;
  using Groups = HostIndex<Group>;
  using ByNamespace = std::unordered_map<std::string_view, Groups>;

  void Add(const model::DestinationRule& rule, const MeshConfig& config);
  /// Whether clients of `client_ns` may see a rule of another namespace.
  static bool ExportedTo(const MergedRule& rule, std::string_view client_ns);
  const MergedRule* FindExported(std::string_view hostname, std::string_view owner_ns,
                                 std::string_view client_ns) const;

  std::string root_namespace_;
  std::vector<std::string> default_export_to_;
  ByNamespace local_;     // what clients of the namespace itself see
  ByNamespace exported_;  // what clients of others may see
  Groups root_local_;     // private rules of the root namespace
  HostIndex<std::vector<const model::DestinationRule*>> by_host_;
};

}  // namespace meshctl::mesh
