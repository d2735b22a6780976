// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/sidecars/sidecars.h"

namespace meshctl::analyze {
namespace {

bool Selects(const model::Sidecar& sidecar) {
  return sidecar.workload_selector && !sidecar.workload_selector->empty();
}

}  // namespace

std::vector<PodSelector> SelectingSidecars(const mesh::Mesh& mesh) {
  std::vector<PodSelector> selectors;
  for (const model::Sidecar& sidecar : mesh.sidecars()) {
    if (Selects(sidecar)) selectors.push_back({sidecar.object, *sidecar.workload_selector});
  }
  return selectors;
}

std::vector<const model::Object*> DefaultSidecars(const mesh::Mesh& mesh) {
  std::vector<const model::Object*> objects;
  for (const model::Sidecar& sidecar : mesh.sidecars()) {
    if (!Selects(sidecar)) objects.push_back(sidecar.object);
  }
  return objects;
}

}  // namespace meshctl::analyze
