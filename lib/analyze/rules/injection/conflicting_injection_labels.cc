// SPDX-License-Identifier: Apache-2.0
// IST0123. `istio-injection: disabled` settles the matter, so other labels do not conflict with it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/injection/injection.h"
#include "analyze/rules/injection/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const mesh::Namespace& ns : mesh.namespaces()) {
    if (ns.name() == "istio-system") continue;
    std::vector<const yaml::Entry*> deciding;
    const yaml::Entry* injection = ns.labels().Find(kInjectionLabel);
    if (injection) deciding.push_back(injection);
    if (!injection || injection->value.text() == "enabled") {
      for (std::string_view key : {kRevisionLabel, kDataplaneLabel}) {
        if (const yaml::Entry* label = ns.labels().Find(key)) deciding.push_back(label);
      }
    }
    if (deciding.size() < 2) continue;

    std::vector<std::string> labels;
    labels.reserve(deciding.size());
    for (const yaml::Entry* label : deciding)
      labels.push_back(fmt::format("`{}={}`", label->key, label->value.text()));
    diag::Diagnostic& d = findings.Add(*ns.object, ns.object->name.span,
                                       fmt::format("namespace `{}` has conflicting injection labels {}",
                                                   ns.name(), fmt::join(labels, ", ")));
    for (const yaml::Entry* label : deciding) d.secondary.push_back({label->key_span(), ""});
    d.help = "keep one of them";
  }
}

constexpr Kind kReads[] = {kind::kNamespace};

}  // namespace

constinit const Rule kConflictingInjectionLabels = {
    .name = "conflicting-injection-labels",
    .code = "IST0123",
    .analyzers = {"injection.Analyzer"},
    .level = diag::Level::kWarning,
    .summary = "a Namespace has several labels that decide about injection",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
