// SPDX-License-Identifier: Apache-2.0
// Meshes for the tests of this room, from texts.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "diag/render.h"
#include "diag/report.h"
#include "mesh/config_file.h"
#include "mesh/mesh.h"
#include "model/manifests.h"
#include "source/source_file.h"

namespace meshctl::analyze {

/// A file name and its text.
using TestFile = std::pair<std::string, std::string>;

/// The manifests of some texts; anything that cannot be read fails the running test.
inline model::Manifests LoadTexts(const std::vector<TestFile>& files, model::LoadOptions options = {}) {
  diag::Report faults;
  model::Manifests manifests(std::move(options));
  for (const auto& [name, text] : files)
    manifests.Add(std::make_unique<source::SourceFile>(name, text), faults);
  faults.Finish();
  EXPECT_EQ(diag::RenderText(faults, {}), "");
  return manifests;
}

/// The mesh of some texts, with the settings of a ConfigMap `istio` among them.
inline mesh::Mesh MeshOf(const std::vector<TestFile>& files, model::LoadOptions options = {}) {
  model::Manifests manifests = LoadTexts(files, std::move(options));
  diag::Report faults;
  mesh::MeshConfig config = mesh::ConfigOf(manifests, faults);
  EXPECT_TRUE(faults.empty()) << diag::RenderText(faults, {});
  return mesh::Mesh(std::move(manifests), std::move(config));
}

}  // namespace meshctl::analyze
