// SPDX-License-Identifier: Apache-2.0
// Upstream tells Istio's hooks by the end of their names, whatever installed them.
#include "analyze/rules/webhook.h"

#include "analyze/kinds.h"

namespace meshctl::analyze {

std::vector<Webhook> WebhooksOf(const model::Object& configuration) {
  std::vector<Webhook> hooks;
  for (const yaml::Node& hook : configuration.Get("webhooks").items())
    hooks.push_back(
        {.configuration = &configuration, .name = model::Fields(hook).GetText("name"), .node = &hook});
  return hooks;
}

std::vector<Webhook> IstioWebhooks(const mesh::Mesh& mesh) {
  std::vector<Webhook> found;
  for (const model::Object* configuration :
       mesh.ObjectsOf(kind::kMutatingWebhookConfiguration.group, kind::kMutatingWebhookConfiguration.name)) {
    for (Webhook& hook : WebhooksOf(*configuration)) {
      if (hook.IsOfIstio()) found.push_back(hook);
    }
  }
  return found;
}

bool SelectsLabels(const Webhook& hook, std::string_view selector, const LabelOf& label_of) {
  const yaml::Node& node = hook.node->Get(selector);
  return validate::kubernetes::IsWellFormed(node) && validate::kubernetes::Selects(node, label_of);
}

LabelOf LookUpIn(const model::Labels* labels) {
  return [labels](std::string_view key) -> std::optional<std::string_view> {
    const yaml::Entry* entry = labels ? labels->Find(key) : nullptr;
    return entry ? std::optional(entry->value.string()) : std::nullopt;
  };
}

}  // namespace meshctl::analyze
