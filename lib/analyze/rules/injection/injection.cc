// SPDX-License-Identifier: Apache-2.0
// As upstream: the configuration is found by its name alone, and a revision is a decision whatever it names.
#include "analyze/rules/injection/injection.h"

#include <algorithm>

#include "analyze/kinds.h"
#include "yaml/json.h"

namespace meshctl::analyze {
namespace {

bool Enables(const model::Object& config_map) {
  auto values = yaml::ParseJson(config_map.Get("data").Get("values").string());
  if (!values || !values->is_object()) return false;
  auto webhook = values->find("sidecarInjectorWebhook");
  if (webhook == values->end() || !webhook->is_object()) return false;
  auto enabled = webhook->find("enableNamespacesByDefault");
  return enabled != webhook->end() && enabled->is_boolean() && enabled->get<bool>();
}

}  // namespace

bool InjectsByDefault(const mesh::Mesh& mesh) {
  return std::ranges::any_of(mesh.ObjectsOf(kind::kConfigMap.group, kind::kConfigMap.name),
                             [](const model::Object* object) {
                               return *object->name == "istio-sidecar-injector" && Enables(*object);
                             });
}

bool LeavesInjectionOpen(const mesh::Namespace& ns) {
  const model::Labels& labels = ns.labels();
  return ns.name() != "istio-system" && labels.Get(kInjectionLabel).empty() && !labels.Has(kRevisionLabel) &&
         labels.Get(kDataplaneLabel) != "ambient";
}

}  // namespace meshctl::analyze
