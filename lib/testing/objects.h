// SPDX-License-Identifier: Apache-2.0
// Manifests out of a text in the test itself.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "diag/render.h"
#include "model/manifests.h"

namespace meshctl::testing {

/// The objects of one text, named `test.yaml`. Fails the running test when there is anything to report.
inline model::Manifests ObjectsOf(std::string_view yaml, model::LoadOptions options = {}) {
  model::Manifests manifests(std::move(options));
  diag::Report report;
  manifests.Add(std::make_unique<source::SourceFile>("test.yaml", std::string(yaml)), report);
  EXPECT_EQ(diag::RenderText(report, {}), "");
  return manifests;
}

}  // namespace meshctl::testing
