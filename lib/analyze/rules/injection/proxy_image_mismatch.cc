// SPDX-License-Identifier: Apache-2.0
// IST0158. What the injector would put in is written in its ConfigMap, one for each revision; what has been
// put in is in the Pods. Namespaces are told by either injection label. A template counts only when it brings
// a proxy of its own.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/injection/image_variant.h"
#include "analyze/rules/injection/injection.h"
#include "analyze/rules/injection/rules.h"
#include "analyze/rules/pods.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr std::string_view kInjector = "istio-sidecar-injector";
constexpr std::size_t kMostShown = 5;

// The image by the name of the injector's ConfigMap.
std::map<std::string_view, std::string> InjectedImages(const mesh::Mesh& mesh) {
  std::map<std::string_view, std::string> images;
  for (const model::Object* object : mesh.ObjectsOf(kind::kConfigMap.group, kind::kConfigMap.name)) {
    if (object->name->starts_with(kInjector)) images.insert_or_assign(*object->name, InjectedImage(*object));
  }
  return images;
}

// The ConfigMap of the injector that injects the namespace; nothing when none does.
std::optional<std::string> InjectorOf(const mesh::Namespace& ns) {
  const bool revisioned = ns.labels().Has(kRevisionLabel);
  if (!revisioned && ns.labels().Get(kInjectionLabel) != "enabled") return std::nullopt;
  const std::string_view revision = ns.labels().Get(kRevisionLabel);
  if (revision.empty() || revision == "default") return std::string(kInjector);
  return fmt::format("{}-{}", kInjector, revision);
}

struct Mismatch {
  std::string_view pod;
  source::Span image;
  std::string expected;
};

class Check {
 public:
  Check(const mesh::Mesh& mesh, Findings& findings)
      : mesh_(mesh), findings_(findings), images_(InjectedImages(mesh)) {}

  void Run() {
    if (images_.empty()) return;
    const ImageVariants variants(mesh_);
    for (const model::Workload& workload : mesh_.pod_workloads()) LookAt(workload, variants);
    for (auto& [ns, mismatches] : mismatches_) Report(*ns, mismatches);
  }

 private:
  void LookAt(const model::Workload& workload, const ImageVariants& variants) {
    if (!IsPod(workload) && !StandsForPods(workload, findings_)) return;
    const model::PodTemplate& pod = workload.pod;
    if (!ProxyOf(pod) || !pod.annotations.Get("sidecar.istio.io/proxyImage").empty()) return;
    const mesh::Namespace* ns = mesh_.FindNamespace(*workload.object->namespace_);
    if (!ns) return;
    const auto injector = InjectorOf(*ns);
    const auto expected = injector ? images_.find(*injector) : images_.end();
    if (expected == images_.end()) return;
    const std::string variant = variants.Of(workload);
    const std::string with_variant = fmt::format("{}-{}", expected->second, variant);
    const bool is_running = IsPod(workload) && !IsYetToRun(workload, findings_);
    for (const auto* containers : {&pod.containers, &pod.init_containers}) {
      for (const model::Container& container : *containers) {
        if (*container.name != "istio-proxy" || *container.image == expected->second ||
            *container.image == with_variant || (!is_running && *container.image == kAutoImage)) {
          continue;
        }
        mismatches_[ns].push_back({*workload.object->name, container.image.span,
                                   variant.empty() ? expected->second : with_variant});
      }
    }
  }

  void Report(const mesh::Namespace& ns, std::vector<Mismatch>& mismatches) {
    std::ranges::sort(mismatches, {}, &Mismatch::pod);
    std::vector<std::string> names;
    for (const Mismatch& mismatch : mismatches | std::views::take(kMostShown))
      names.push_back(fmt::format("`{}`", mismatch.pod));
    std::string more = mismatches.size() > kMostShown
                           ? fmt::format(" and {} more", mismatches.size() - kMostShown)
                           : std::string();
    diag::Diagnostic& d = findings_.Add(
        *ns.object, ns.object->name.span,
        fmt::format("pods of namespace `{}` run another proxy image than the injector's `{}`: {}{}",
                    ns.name(), images_.find(*InjectorOf(ns))->second, fmt::join(names, ", "), more));
    for (const Mismatch& mismatch : mismatches | std::views::take(kMostShown))
      d.secondary.push_back(
          {mismatch.image, fmt::format("the injector would put in `{}`", mismatch.expected)});
    d.primary.text = fmt::format("injected by `{}`", *InjectorOf(ns));
    d.help = "restart them, so that they are injected anew";
  }

  const mesh::Mesh& mesh_;
  Findings& findings_;
  std::map<std::string_view, std::string> images_;
  std::map<const mesh::Namespace*, std::vector<Mismatch>> mismatches_;
};

void CheckMesh(const mesh::Mesh& mesh, Findings& findings) { Check(mesh, findings).Run(); }

constexpr Kind kReads[] = {kind::kConfigMap, kind::kMeshConfig, kind::kNamespace, kind::kPod,
                           kind::kProxyConfig};

}  // namespace

constinit const Rule kProxyImageMismatch = {
    .name = "proxy-image-mismatch",
    .code = "IST0158",
    .analyzers = {"injection.ImageAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "Pods run another proxy image than the one that the injector puts in",
    .reads = kReads,
    .check = CheckMesh,
};

}  // namespace meshctl::analyze
