// SPDX-License-Identifier: Apache-2.0
// Istio's annotations where they were written.
#pragma once

#include <string_view>
#include <vector>

#include "analyze/findings.h"
#include "analyze/rules/settings/known_annotations.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {

struct WrittenAnnotation {
  const model::Object* object = nullptr;  ///< that findings are about
  std::string_view kind;                  ///< what it stands on; `Pod` in a template
  const yaml::Entry* entry = nullptr;
  const model::Labels* labels = nullptr;       ///< beside it
  const model::Labels* annotations = nullptr;  ///< it and those beside it
  const model::PodTemplate* pod = nullptr;     ///< of what makes Pods; null on other kinds
  const KnownAnnotation* known = nullptr;      ///< null: Istio does not know it

  /// The key and its place.
  model::Text name() const { return {entry->key, entry->key_span()}; }
};

/// Every annotation that by its name is Istio's, on Namespaces, Services, Pods and Deployments, and in the
/// templates of files, which stand for Pods. Those that Istio sets by itself everywhere are left out.
std::vector<WrittenAnnotation> IstioAnnotations(const mesh::Mesh& mesh, const Findings& findings);

}  // namespace meshctl::analyze
