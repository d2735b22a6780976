// SPDX-License-Identifier: Apache-2.0
// IST0102. Upstream says something else (IST0148) when the injector's configuration injects by default, so
// that configuration is read here too: a ConfigMap of that name in any namespace.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/injection/injection.h"
#include "analyze/rules/injection/rules.h"
#include "analyze/rules/insertion.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// The edits that set the label; none where the place for it is not plain.
std::vector<source::Edit> SetLabel(const mesh::Namespace& ns) {
  if (const yaml::Entry* empty = ns.labels().Find(kInjectionLabel)) return {{empty->value.span(), "enabled"}};
  const yaml::Node& metadata = ns.object->Get("metadata");
  if (metadata.style() != yaml::Style::kBlock) return {};
  const yaml::Node& labels = metadata.Get("labels");
  if (!labels.present()) {
    const yaml::Entry* name = metadata.Find("name");
    if (!name) return {};
    return {InsertBefore(*name, {"labels:", "  istio-injection: enabled"})};
  }
  if (labels.style() != yaml::Style::kBlock || labels.entries().empty()) return {};
  return {InsertBefore(labels.entries().front(), {"istio-injection: enabled"})};
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (InjectsByDefault(mesh)) return;
  for (const mesh::Namespace& ns : mesh.namespaces()) {
    if (!LeavesInjectionOpen(ns)) continue;
    diag::Diagnostic& d =
        findings.Add(*ns.object, ns.object->name.span,
                     fmt::format("namespace `{}` is not enabled for sidecar injection", ns.name()));
    d.help = "add the label `istio-injection: enabled`, or `istio-injection: disabled` if that is meant";
    if (auto edits = SetLabel(ns); !edits.empty()) {
      d.fixes.push_back({.title = "add the label `istio-injection: enabled`",
                         .edits = std::move(edits),
                         .safety = diag::Safety::kUnsafe});
    }
  }
}

constexpr Kind kReads[] = {kind::kConfigMap, kind::kNamespace};

}  // namespace

constinit const Rule kNamespaceNotInjected = {
    .name = "namespace-not-injected",
    .code = "IST0102",
    .analyzers = {"injection.Analyzer"},
    .level = diag::Level::kInfo,
    .summary = "a Namespace does not say whether its Pods get sidecars",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
