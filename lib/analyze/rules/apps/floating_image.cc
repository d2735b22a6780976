// SPDX-License-Identifier: Apache-2.0
// Which program runs is then decided by the day on which a node pulls the image. `auto` is Istio's: injection
// writes the proxy's image there.
#include <fmt/format.h>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/apps/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

// The tag of `registry:5000/team/web:1.2`; empty when there is none.
std::string_view TagOf(std::string_view image) {
  const std::string_view name = image.substr(image.rfind('/') + 1);
  const std::size_t colon = name.rfind(':');
  return colon == name.npos ? std::string_view() : name.substr(colon + 1);
}

bool IsFixed(std::string_view image) {
  if (image.empty() || image == "auto" || image.find('@') != image.npos) return true;
  const std::string_view tag = TagOf(image);
  return !tag.empty() && tag != "latest";
}

void CheckContainer(const model::Object& object, const model::Container& container, Findings& findings) {
  if (IsFixed(*container.image)) return;
  diag::Diagnostic& d =
      findings.Add(object, container.image.span,
                   fmt::format("the image of container `{}` is not fixed to a version", *container.name));
  d.primary.text =
      TagOf(*container.image).empty() ? "no tag: the same as `latest`" : "whatever was pushed last";
  d.help = "name a version, or a digest with `@sha256:`";
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const mesh::Workload& workload : mesh.workloads().all()) {
    if (!workload.pods) continue;
    const model::PodTemplate& pod = workload.pods->pod;
    for (const auto* containers : {&pod.init_containers, &pod.containers}) {
      for (const model::Container& container : *containers)
        CheckContainer(*workload.object, container, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kPod};

}  // namespace

constinit const Rule kFloatingImage = {
    .name = "floating-image",
    .code = "MESH0209",
    .level = diag::Level::kInfo,
    .summary = "a container's image has no tag, or the tag `latest`",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
