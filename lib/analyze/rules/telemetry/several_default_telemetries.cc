// SPDX-License-Identifier: Apache-2.0
// IST0160. As upstream, only a missing `selector` counts: `selector: {}` is one, and targetRefs are not
// looked at.
#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/overlaps.h"
#include "analyze/rules/telemetry/rules.h"
#include "analyze/rules/telemetry/telemetries.h"
#include "mesh/mesh.h"
#include "model/fields.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  std::vector<const model::Object*> defaults;
  for (const model::Object* object : Telemetries(mesh)) {
    if (!model::Fields(object->Get("spec")).Get("selector").is_map()) defaults.push_back(object);
  }
  for (const auto& group : ByNamespace(defaults)) {
    if (group.size() > 1) AddSeveralDefaults(group, findings);
  }
}

constexpr Kind kReads[] = {kind::kTelemetry};

}  // namespace

constinit const Rule kSeveralDefaultTelemetries = {
    .name = "several-default-telemetries",
    .code = "IST0160",
    .analyzers = {"telemetry.DefaultSelectorAnalyzer"},
    .level = diag::Level::kError,
    .summary = "a namespace has more than one Telemetry without a selector",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
