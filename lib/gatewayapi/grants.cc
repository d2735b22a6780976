// SPDX-License-Identifier: Apache-2.0
// A grant lies in the namespace that is referred to and names the kind and the namespace of whoever refers.
#include "gatewayapi/grants.h"

namespace meshctl::gatewayapi {

void Grants::Add(const model::Object& grant) {
  const yaml::Node& spec = grant.Get("spec");
  for (const yaml::Node& from : spec.Get("from").items()) {
    const std::string_view group = from.Get("group").string();
    if (group != kGroup && group != kExperimentalGroup) continue;
    for (const yaml::Node& to : spec.Get("to").items()) {
      names_[{from.Get("kind").string(), from.Get("namespace").string(), to.Get("group").string(),
              to.Get("kind").string(), *grant.namespace_}]
          .insert(to.Get("name").string());
    }
  }
}

bool Grants::Allow(std::string_view from_kind, std::string_view from_ns, std::string_view to_group,
                   std::string_view to_kind, std::string_view to_ns, std::string_view to_name) const {
  const auto found = names_.find({from_kind, from_ns, to_group, to_kind, to_ns});
  return found != names_.end() && (found->second.contains("") || found->second.contains(to_name));
}

}  // namespace meshctl::gatewayapi
