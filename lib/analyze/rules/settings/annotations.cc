// SPDX-License-Identifier: Apache-2.0
// As upstream: an annotation is Istio's when the part before the slash ends in `istio.io`, or when it is the
// one of Kubernetes that Istio documents.
#include "analyze/rules/settings/annotations.h"

#include <algorithm>
#include <array>

#include "analyze/rules/pods.h"

namespace meshctl::analyze {
namespace {

constexpr std::array<std::string_view, 3> kSetByIstio = {"gateway.istio.io/controller-version",
                                                         "istio.io/rev", "sidecar.istio.io/status"};

bool IsIstios(std::string_view name) {
  return name == "kubernetes.io/ingress.class" || name.substr(0, name.find('/')).ends_with("istio.io");
}

class Collector {
 public:
  void Add(const model::Object& object, const model::PodTemplate* pod = nullptr) {
    AddAll({.object = &object,
            .kind = *object.kind,
            .labels = &object.labels,
            .annotations = &object.annotations,
            .pod = pod});
  }
  void AddTemplate(const model::Workload& workload) {
    AddAll({.object = workload.object,
            .kind = "Pod",
            .labels = &workload.pod.labels,
            .annotations = &workload.pod.annotations,
            .pod = &workload.pod});
  }
  std::vector<WrittenAnnotation> Take() { return std::move(found_); }

 private:
  void AddAll(WrittenAnnotation one) {
    for (const yaml::Entry* entry : *one.annotations) {
      if (!IsIstios(entry->key) || std::ranges::find(kSetByIstio, entry->key) != kSetByIstio.end()) continue;
      one.entry = entry;
      one.known = FindAnnotation(entry->key);
      found_.push_back(one);
    }
  }

  std::vector<WrittenAnnotation> found_;
};

}  // namespace

std::vector<WrittenAnnotation> IstioAnnotations(const mesh::Mesh& mesh, const Findings& findings) {
  Collector collector;
  for (const mesh::Namespace& ns : mesh.namespaces()) collector.Add(*ns.object);
  for (const model::Service& service : mesh.kubernetes_services()) collector.Add(*service.object);
  for (const model::Workload& workload : mesh.pod_workloads()) {
    if (IsPod(workload) || IsDeployment(workload)) collector.Add(*workload.object, &workload.pod);
    if (StandsForPods(workload, findings)) collector.AddTemplate(workload);
  }
  return collector.Take();
}

}  // namespace meshctl::analyze
