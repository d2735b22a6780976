// SPDX-License-Identifier: Apache-2.0
// Files DestinationRules as Istio's control plane does (pilot/pkg/model, push context): by the namespace that
// owns them, once for clients inside and once for clients outside, merging rules of one host where it does.
#include "mesh/destination_rules.h"

#include <algorithm>

#include "mesh/host.h"

namespace meshctl::mesh {
namespace {

bool Has(const std::vector<std::string_view>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<std::string_view> ExportSet(const model::DestinationRule& rule) {
  if (rule.workload_selector) return {"."};
  std::vector<std::string_view> names;
  names.reserve(rule.export_to.size());
  for (const model::Text& name : rule.export_to) names.push_back(*name);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

MergedRule Alone(const model::DestinationRule& rule) {
  MergedRule merged;
  merged.rules = {&rule};
  for (const model::Subset& subset : rule.subsets) merged.subsets.push_back(&subset);
  if (rule.traffic_policy) {
    merged.policy = &*rule.traffic_policy;
    merged.policy_of = &rule;
  }
  if (rule.workload_selector) merged.workload_selector = &*rule.workload_selector;
  merged.export_to = ExportSet(rule);
  return merged;
}

/// Adds what `older` lacks.
void MergeInto(MergedRule& older, const MergedRule& rule) {
  older.rules.insert(older.rules.end(), rule.rules.begin(), rule.rules.end());
  for (const model::Subset* subset : rule.subsets) {
    if (!older.FindSubset(*subset->name)) older.subsets.push_back(subset);
  }
  if (!older.policy) {
    older.policy = rule.policy;
    older.policy_of = rule.policy_of;
  }
}

bool SameSelector(const MergedRule& a, const MergedRule& b) {
  return *a.workload_selector == *b.workload_selector;
}

/// What becomes of a rule that meets an older one of its host.
struct Meeting {
  bool merge;
  bool keep;  ///< whether the younger rule also stands by itself
};

Meeting Meet(const MergedRule& older, const MergedRule& rule) {
  Meeting meeting{.merge = true, .keep = true};
  if (older.export_to == rule.export_to) {
    meeting.keep = false;
  } else if (older.export_to.empty() || !std::ranges::includes(rule.export_to, older.export_to)) {
    return {.merge = false, .keep = true};
  }
  if (older.workload_selector && rule.workload_selector) {
    if (!SameSelector(older, rule)) return {.merge = false, .keep = true};
    meeting.keep = false;
  } else if (!older.workload_selector && !rule.workload_selector) {
    meeting.keep = false;
  }
  return meeting;
}

void Put(std::vector<MergedRule>& group, const MergedRule& rule) {
  bool keep = true;
  for (MergedRule& older : group) {
    // The last meeting decides, as in Istio.
    Meeting meeting = Meet(older, rule);
    keep = meeting.keep;
    if (meeting.merge) MergeInto(older, rule);
  }
  if (keep) group.push_back(rule);
}

}  // namespace

const model::Subset* MergedRule::FindSubset(std::string_view name) const {
  auto at = std::ranges::find(subsets, name, [](const model::Subset* subset) { return *subset->name; });
  return at == subsets.end() ? nullptr : *at;
}

DestinationRules::DestinationRules(const std::deque<model::DestinationRule>& rules, const MeshConfig& config)
    : root_namespace_(config.root_namespace), default_export_to_(config.default_destination_rule_export_to) {
  for (const model::DestinationRule& rule : rules) {
    if (rule.workload_selector) Add(rule, config);
  }
  for (const model::DestinationRule& rule : rules) {
    if (!rule.workload_selector) Add(rule, config);
  }
}

void DestinationRules::Add(const model::DestinationRule& rule, const MeshConfig& config) {
  std::string host = ExpandForRouting(*rule.host, rule.ns(), config.short_name_domain);
  by_host_[host].push_back(&rule);
  MergedRule alone = Alone(rule);
  const std::vector<std::string_view>& names = alone.export_to;
  if (names.empty() || Has(names, "*") || Has(names, ".") || Has(names, rule.ns())) {
    Put(local_[rule.ns()][host], alone);
  }
  bool only_own = names.empty() ? std::ranges::find(default_export_to_, ".") != default_export_to_.end()
                                : names.size() == 1 && (names[0] == "." || names[0] == rule.ns());
  if (!only_own) {
    Put(exported_[rule.ns()][host], alone);
  } else if (rule.ns() == root_namespace_) {
    Put(root_local_[host], alone);
  }
}

bool DestinationRules::ExportedTo(const MergedRule& rule, std::string_view client_ns) {
  // Of the mesh's default only `.` counts, which kept the rule out of here; and `.` of the rule itself lets
  // nobody in who asks by way of the owner's namespace.
  return rule.export_to.empty() || Has(rule.export_to, "*") || Has(rule.export_to, client_ns);
}

const MergedRule* DestinationRules::FindExported(std::string_view hostname, std::string_view owner_ns,
                                                 std::string_view client_ns) const {
  auto owned = exported_.find(owner_ns);
  if (owned == exported_.end()) return nullptr;
  const Group* group = owned->second.MostSpecific(hostname);
  if (!group) return nullptr;
  const MergedRule* last = nullptr;
  for (const MergedRule& rule : *group) {
    if (ExportedTo(rule, client_ns)) last = &rule;
  }
  return last;
}

const MergedRule* DestinationRules::Find(std::string_view hostname, std::string_view service_ns,
                                         std::string_view client_ns,
                                         const model::Labels& client_labels) const {
  const Group* group = nullptr;
  if (client_ns == root_namespace_) {
    group = root_local_.MostSpecific(hostname);
  } else if (auto own = local_.find(client_ns); own != local_.end()) {
    group = own->second.MostSpecific(hostname);
  }
  if (group) {
    const MergedRule* last = nullptr;
    for (const MergedRule& rule : *group) {
      if (!rule.workload_selector) {
        last = &rule;
      } else if (client_labels.Satisfy(*rule.workload_selector)) {
        return &rule;
      }
    }
    return last;
  }
  if (const MergedRule* rule = FindExported(hostname, service_ns, client_ns)) return rule;
  return FindExported(hostname, root_namespace_, client_ns);
}

const std::vector<const model::DestinationRule*>& DestinationRules::OfHost(std::string_view hostname) const {
  static const std::vector<const model::DestinationRule*> kNone;
  const auto* rules = by_host_.Find(hostname);
  return rules ? *rules : kNone;
}

}  // namespace meshctl::mesh
