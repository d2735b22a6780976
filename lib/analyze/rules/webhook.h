// SPDX-License-Identifier: Apache-2.0
// The hooks of webhook configurations, and whom they are for.
#pragma once

#include <string_view>
#include <vector>

#include "mesh/mesh.h"
#include "model/fields.h"
#include "validate/kubernetes/label_selector.h"

namespace meshctl::analyze {

/// One hook of a MutatingWebhookConfiguration or ValidatingWebhookConfiguration.
struct Webhook {
  const model::Object* configuration = nullptr;
  model::Text name;
  const yaml::Node* node = nullptr;

  const yaml::Node& client() const { return node->Get("clientConfig"); }
  /// Whether the name says that it is one of Istio's.
  bool IsOfIstio() const { return name->ends_with("istio.io"); }
};

/// The hooks of a configuration in the order written.
std::vector<Webhook> WebhooksOf(const model::Object& configuration);

/// The hooks of all MutatingWebhookConfigurations whose names say that they are Istio's.
std::vector<Webhook> IstioWebhooks(const mesh::Mesh& mesh);

using validate::kubernetes::LabelOf;

/// Whether a hook's selector (`namespaceSelector`, `objectSelector`) selects these labels. No selector
/// selects everything, one that the API server would refuse nothing.
bool SelectsLabels(const Webhook& hook, std::string_view selector, const LabelOf& label_of);

/// The look-up of labels as they were written; null for an object that was not given and has none.
LabelOf LookUpIn(const model::Labels* labels);

}  // namespace meshctl::analyze
