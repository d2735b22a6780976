// SPDX-License-Identifier: Apache-2.0
// IST0136, which upstream asks for before an upgrade only. With the CNI plugin, that is without a container
// `istio-init`, the injector itself writes four of them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/pods.h"
#include "analyze/rules/settings/annotations.h"
#include "analyze/rules/settings/rules.h"

namespace meshctl::analyze {
namespace {

constexpr std::array<std::string_view, 4> kWrittenForCni = {
    "sidecar.istio.io/interceptionMode",
    "traffic.sidecar.istio.io/excludeInboundPorts",
    "traffic.sidecar.istio.io/includeInboundPorts",
    "traffic.sidecar.istio.io/includeOutboundIPRanges",
};

bool MayBeTheInjectors(const WrittenAnnotation& annotation) {
  if (*annotation.object->kind != "Pod") return false;
  if (std::ranges::find(kWrittenForCni, annotation.entry->key) == kWrittenForCni.end()) return false;
  return std::ranges::none_of(annotation.pod->init_containers,
                              [](const auto& container) { return *container.name == "istio-init"; });
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const WrittenAnnotation& annotation : IstioAnnotations(mesh, findings)) {
    const KnownAnnotation* known = annotation.known;
    if (!known || known->stability != Stability::kAlpha || MayBeTheInjectors(annotation)) continue;
    diag::Diagnostic& d = findings.Add(*annotation.object, annotation.entry->key_span(),
                                       fmt::format("annotation `{}` is alpha", known->name));
    d.primary.text = "may change or go with any release";
    d.help = "read the notes of the release before you upgrade";
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kNamespace, kind::kPod, kind::kService};

}  // namespace

constinit const Rule kAlphaAnnotation = {
    .name = "alpha-annotation",
    .code = "IST0136",
    .analyzers = {"annotations.AlphaAnalyzer"},
    .level = diag::Level::kInfo,
    .summary = "an annotation of Istio's is alpha and may change with a release",
    .by_default = false,
    .reads = kReads,
    .object_by_object = true,
    .check = Check,
};

}  // namespace meshctl::analyze
