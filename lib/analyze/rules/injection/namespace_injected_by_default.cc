// SPDX-License-Identifier: Apache-2.0
// IST0148: what IST0102 becomes where the injector injects by default.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/injection/injection.h"
#include "analyze/rules/injection/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  if (!InjectsByDefault(mesh)) return;
  for (const mesh::Namespace& ns : mesh.namespaces()) {
    if (!LeavesInjectionOpen(ns)) continue;
    diag::Diagnostic& d = findings.Add(*ns.object, ns.object->name.span,
                                       fmt::format("namespace `{}` is injected only by default", ns.name()));
    d.primary.text = "no label decides, the injector's configuration does";
    d.help = "say what is meant with the label `istio-injection: enabled` or `istio-injection: disabled`";
  }
}

constexpr Kind kReads[] = {kind::kConfigMap, kind::kNamespace};

}  // namespace

constinit const Rule kNamespaceInjectedByDefault = {
    .name = "namespace-injected-by-default",
    .code = "IST0148",
    .analyzers = {"injection.Analyzer"},
    .level = diag::Level::kInfo,
    .summary = "a Namespace leaves it to the injector's defaults that its Pods get sidecars",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
