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
#include "model/virtual_service.h"
#include "source/source_file.h"

namespace meshctl::mesh {

/// Reads a MeshConfig (`rootNamespace: ...`). Faults of the text go to `report`; what cannot be read leaves
/// `config` as it is. Whether values make sense is validate's business.
void MergeMeshConfig(std::shared_ptr<const source::SourceFile> file, MeshConfig& config,
                     diag::Report& report);

/// The same of MeshNetworks (`networks: ...`), which replace earlier ones.
void MergeMeshNetworks(std::shared_ptr<const source::SourceFile> file, MeshConfig& config,
                       diag::Report& report);

/// A VirtualService's `retries`, which have the fields of `defaultHttpRetryPolicy`.
RetryPolicy RetryPolicyOf(const model::HttpRetries& retries);

/// Texts that take the place of what a ConfigMap says; null where there is none.
struct ConfigFiles {
  std::shared_ptr<const source::SourceFile> mesh;
  std::shared_ptr<const source::SourceFile> networks;
};

/// The ConfigMap that holds the settings of a control plane, or null: `istio-REVISION` in its namespace, and
/// `istio` for the default revision or where the revision has none of its own.
const model::Object* FindConfigMap(const model::Manifests& manifests, std::string_view istio_namespace,
                                   std::string_view revision);

/// What that ConfigMap says under `mesh` and `meshNetworks`, over the defaults. Without one: the defaults.
/// `files` count before the ConfigMap. Switches that are no part of it are read from the environment of the
/// Deployment `istiod`, where that was given.
MeshConfig ConfigOf(const model::Manifests& manifests, diag::Report& report,
                    std::string_view istio_namespace = "istio-system", std::string_view revision = "",
                    ConfigFiles files = {});

}  // namespace meshctl::mesh
