// SPDX-License-Identifier: Apache-2.0
// The names are those of Istio's charts, with a revision and a namespace behind them.
#include "analyze/rules/webhooks/control_plane_hooks.h"

#include <algorithm>

#include "analyze/kinds.h"

namespace meshctl::analyze {
namespace {

bool IsValidator(std::string_view name) {
  return name == "istiod-default-validator" || name.starts_with("istio-validator");
}

bool IsInjector(std::string_view name) { return name.starts_with("istio-sidecar-injector"); }

}  // namespace

std::vector<Webhook> ControlPlaneHooks(const mesh::Mesh& mesh) {
  std::vector<Webhook> hooks;
  auto add = [&](const Kind& kind, bool (*is_wanted)(std::string_view)) {
    for (const model::Object* configuration : mesh.ObjectsOf(kind.group, kind.name)) {
      if (is_wanted(*configuration->name))
        std::ranges::copy(WebhooksOf(*configuration), std::back_inserter(hooks));
    }
  };
  add(kind::kValidatingWebhookConfiguration, IsValidator);
  add(kind::kMutatingWebhookConfiguration, IsInjector);
  return hooks;
}

}  // namespace meshctl::analyze
