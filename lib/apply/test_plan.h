// SPDX-License-Identifier: Apache-2.0
// Plans for tests, from manifests as text.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apply/plan.h"
#include "diag/report.h"
#include "model/manifests.h"
#include "source/inputs.h"

namespace meshctl::apply {

/// A plan and the texts it points into.
struct TestPlan {
  explicit TestPlan(const std::string& text) {
    source::Inputs inputs;
    inputs.files.push_back(std::make_unique<source::SourceFile>("test.yaml", text));
    manifests = std::make_unique<model::Manifests>(
        model::LoadManifests(std::move(inputs), {.default_namespace = ""}, faults));
    plan = MakePlan(*manifests);
  }

  diag::Report faults;
  std::unique_ptr<model::Manifests> manifests;
  Plan plan;
};

/// `{apiVersion: v1, kind: Service, metadata: {name: web}}` as a document.
inline std::string Manifest(const std::string& api_version, const std::string& kind,
                            const std::string& name) {
  return "apiVersion: " + api_version + "\nkind: " + kind + "\nmetadata:\n  name: " + name + "\n---\n";
}

}  // namespace meshctl::apply
