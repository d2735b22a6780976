// SPDX-License-Identifier: Apache-2.0
// Delegation is one level deep and silent: whatever does not fit disappears. Here it leaves an omission, so
// that an explanation can name it.
#include "route/compile/rules.h"

#include <fmt/format.h>

#include "mesh/host.h"

namespace meshctl::route {

std::string NameOf(const model::VirtualService& service) {
  if (service.derived) return service.derived->object->resource();
  return fmt::format("VirtualService {}/{}", service.ns(), service.name());
}

Origin OriginOf(const model::Derivation& derivation) {
  return {derivation.object->resource(), derivation.field, derivation.rule, derivation.match};
}

Origin OriginOf(const Rule& rule, int match) {
  if (rule.http->derived) return OriginOf(*rule.http->derived);
  Origin origin;
  origin.object = NameOf(*rule.owner);
  origin.field = fmt::format("spec.http[{}]", rule.index);
  origin.rule = rule.http->span;
  if (match >= 0) {
    if (!rule.merged) origin.field += fmt::format(".match[{}]", match);
    origin.match = rule.http->match[static_cast<std::size_t>(match)].span;
  }
  return origin;
}

std::vector<Rule> RuleBook::RulesOf(const model::VirtualService& service, std::vector<Omission>& omissions) {
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < service.http.size(); ++i) {
    if (service.http[i].delegate) {
      AddDelegated(service, i, rules, omissions);
    } else {
      rules.push_back({&service.http[i], &service, i});
    }
  }
  return rules;
}

void RuleBook::AddDelegated(const model::VirtualService& root, std::size_t index, std::vector<Rule>& rules,
                            std::vector<Omission>& omissions) {
  const model::HttpRoute& entry = root.http[index];
  const Rule root_rule{&entry, &root, index};
  const std::string_view ns = entry.delegate->namespace_->empty() ? root.ns() : *entry.delegate->namespace_;
  const std::string name = fmt::format("{}/{}", ns, *entry.delegate->name);
  const auto omit = [&](std::string reason) {
    omissions.push_back({OriginOf(root_rule, -1), std::move(reason)});
  };

  const model::VirtualService* const leaf = mesh_.FindVirtualService(ns, *entry.delegate->name);
  if (!leaf) return omit(fmt::format("delegate `{}` does not exist", name));
  if (!leaf->hosts.empty()) return omit(fmt::format("delegate `{}` has hosts of its own", name));
  if (!mesh_.ExportOf(*leaf).Includes(root.ns())) {
    return omit(fmt::format("delegate `{}` is not exported to namespace `{}`", name, root.ns()));
  }
  for (std::size_t i = 0; i < leaf->http.size(); ++i) {
    if (leaf->http[i].delegate) continue;
    std::optional<model::HttpRoute> merged = MergeRules(entry, leaf->http[i], names_);
    if (!merged) {
      omissions.push_back({OriginOf({&leaf->http[i], leaf, i}, -1),
                           fmt::format("its conditions contradict those of `{}` in {}",
                                       OriginOf(root_rule, -1).field, NameOf(root))});
      continue;
    }
    merged_.push_back(*std::move(merged));
    rules.push_back({&merged_.back(), leaf, i, true});
  }
}

std::vector<std::string> RuleBook::HostsOf(const model::VirtualService& service) const {
  std::vector<std::string> hosts;
  for (const model::Text& host : service.hosts) {
    hosts.push_back(service.semantics == model::Semantics::kGatewayApi
                        ? std::string(*host)
                        : mesh::ExpandForRouting(*host, service.ns(), mesh_.config().short_name_domain));
  }
  return hosts;
}

}  // namespace meshctl::route
