// SPDX-License-Identifier: Apache-2.0
// A mesh from one text.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "gatewayapi/derive.h"
#include "mesh/mesh.h"
#include "model/defaults.h"
#include "model/manifests.h"

namespace meshctl::testing {

/// The mesh of `yaml`, whose places are in a file called `mesh.yaml`, with the default ingress gateway and
/// with what Gateway API and Ingress objects come to.
inline mesh::Mesh TextMesh(std::string yaml, mesh::MeshConfig config = {}) {
  diag::Report report;
  model::Manifests manifests;
  manifests.Add(std::make_unique<source::SourceFile>("mesh.yaml", std::move(yaml)), report);
  model::AddDefaultIngressGateway(manifests);
  return gatewayapi::MeshOf(std::move(manifests), std::move(config));
}

}  // namespace meshctl::testing
