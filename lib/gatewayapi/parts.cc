// SPDX-License-Identifier: Apache-2.0
// Small things every converter needs: names, ages, identities.
#include "gatewayapi/parts.h"

#include <fmt/format.h>

namespace meshctl::gatewayapi {

std::string Parts::ServiceHost(std::string_view name, std::string_view ns) const {
  return fmt::format("{}.{}.svc.{}", name, ns, config.cluster_domain);
}

const model::Object& Parts::MakeObject(const model::Object& from, std::string_view kind, std::string name,
                                       std::string_view ns) const {
  model::Object& object = made.objects.emplace_back(from);
  object.group = model::kNetworking;
  object.kind.value = kind;
  object.name.value = made.Keep(std::move(name));
  object.namespace_.value = ns;
  object.created = model::CreationOrder(from);
  return object;
}

std::vector<const model::Object*> ObjectsOf(const model::Manifests& manifests, std::string_view group,
                                            std::string_view kind) {
  std::vector<const model::Object*> objects;
  for (const model::Object& object : manifests.objects()) {
    if (object.Is(group, kind) && manifests.Counts(object)) objects.push_back(&object);
  }
  return objects;
}

EntryHosts EntryHostsIn(const model::Manifests& manifests) {
  EntryHosts hosts;
  for (const model::Object* entry : ObjectsOf(manifests, model::kNetworking, "ServiceEntry")) {
    for (const yaml::Node& host : entry->Get("spec").Get("hosts").items())
      hosts.emplace(*entry->namespace_, host.string());
  }
  return hosts;
}

std::string FullName(std::string_view ns, std::string_view name) { return fmt::format("{}/{}", ns, name); }

}  // namespace meshctl::gatewayapi
