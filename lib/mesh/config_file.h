// SPDX-License-Identifier: Apache-2.0
// MeshConfig and MeshNetworks as they are written: files given by flag, or the ConfigMap `istio`.
//
// Settings are merged over what a MeshConfig holds already, as istiod does: scalars and lists take the place
// of earlier ones, defaultConfig and defaultProviders field by field, extensionProviders by name.
#pragma once

#include <memory>

#include "diag/report.h"
#include "mesh/config.h"
#include "model/manifests.h"
#include "source/source_file.h"

namespace meshctl::mesh {

/// Reads a MeshConfig (`rootNamespace: ...`). Faults of the text go to `report`; what cannot be read leaves
/// `config` as it is. Whether values make sense is validate's business.
void MergeMeshConfig(std::shared_ptr<const source::SourceFile> file, MeshConfig& config,
                     diag::Report& report);

/// The same of MeshNetworks (`networks: ...`), which replace earlier ones.
void MergeMeshNetworks(std::shared_ptr<const source::SourceFile> file, MeshConfig& config,
                       diag::Report& report);

/// What the ConfigMap `istio` of the namespace of the control plane says under `mesh` and `meshNetworks`,
/// over the defaults. Without such an object: the defaults. Of a revision the ConfigMap is `istio-REVISION`.
MeshConfig ConfigOf(const model::Manifests& manifests, diag::Report& report,
                    std::string_view istio_namespace = "istio-system", std::string_view revision = "");

}  // namespace meshctl::mesh
