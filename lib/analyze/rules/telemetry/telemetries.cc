// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/telemetry/telemetries.h"

#include "analyze/kinds.h"
#include "model/fields.h"

namespace meshctl::analyze {

std::span<const model::Object* const> Telemetries(const mesh::Mesh& mesh) {
  return mesh.ObjectsOf(kind::kTelemetry.group, kind::kTelemetry.name);
}

std::vector<PodSelector> SelectingTelemetries(const mesh::Mesh& mesh) {
  std::vector<PodSelector> selectors;
  for (const model::Object* object : Telemetries(mesh)) {
    const model::Fields spec(object->Get("spec"));
    PodSelector selector = {object, spec.In("selector").GetLabels("matchLabels")};
    if (!selector.labels.empty()) selectors.push_back(std::move(selector));
  }
  return selectors;
}

}  // namespace meshctl::analyze
