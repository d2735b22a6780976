// SPDX-License-Identifier: Apache-2.0
// A revision may stand in the configuration's own label or in any selector of its hooks.
#include "analyze/rules/webhooks/injection_hooks.h"

#include <algorithm>

#include "analyze/kinds.h"
#include "analyze/rules/membership.h"

namespace meshctl::analyze {
namespace {

Revisions RevisionsOf(const model::Object& configuration, const std::vector<Webhook>& hooks) {
  Revisions revisions;
  if (configuration.labels.Has(kRevisionLabel)) revisions.insert(configuration.labels.Get(kRevisionLabel));
  for (const Webhook& hook : hooks) {
    revisions.merge(RevisionsIn(hook.node->Get("namespaceSelector")));
    revisions.merge(RevisionsIn(hook.node->Get("objectSelector")));
  }
  return revisions;
}

}  // namespace

Revisions RevisionsIn(const yaml::Node& selector) {
  Revisions revisions;
  const yaml::Node& label = selector.Get("matchLabels").Get(kRevisionLabel);
  if (label.present()) revisions.insert(label.string());
  for (const yaml::Node& requirement : selector.Get("matchExpressions").items()) {
    if (requirement.Get("key").string() != kRevisionLabel) continue;
    for (const yaml::Node& value : requirement.Get("values").items()) revisions.insert(value.string());
  }
  return revisions;
}

InjectionHooks FindInjectionHooks(const mesh::Mesh& mesh) {
  InjectionHooks found;
  Revisions revisions;
  for (const model::Object* configuration :
       mesh.ObjectsOf(kind::kMutatingWebhookConfiguration.group, kind::kMutatingWebhookConfiguration.name)) {
    const std::vector<Webhook> hooks = WebhooksOf(*configuration);
    Revisions own = RevisionsOf(*configuration, hooks);
    if (own.empty() && std::ranges::none_of(hooks, &Webhook::IsOfIstio)) continue;
    found.hooks.insert(found.hooks.end(), hooks.begin(), hooks.end());
    revisions.merge(own);
  }
  found.revisions.assign(revisions.begin(), revisions.end());
  return found;
}

}  // namespace meshctl::analyze
