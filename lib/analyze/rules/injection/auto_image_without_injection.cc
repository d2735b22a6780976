// SPDX-License-Identifier: Apache-2.0
// IST0146. Any hook that has one of Istio's names and selects both the namespace and the template will do,
// injection or not. Folders of manifests rarely hold the hooks of the control plane or the Namespace that
// they are for; what then cannot be known is not claimed.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/injection/auto_image.h"
#include "analyze/rules/injection/rules.h"
#include "analyze/rules/pods.h"
#include "analyze/rules/webhook.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

void Check(const mesh::Mesh& mesh, Findings& findings) {
  const std::vector<Webhook> hooks = IstioWebhooks(mesh);
  for (const model::Workload& workload : mesh.pod_workloads()) {
    const model::Container* proxy = AutoImage(workload.pod);
    if (!proxy || (!IsDeployment(workload) && !StandsForPods(workload, findings))) continue;
    const model::Object& object = *workload.object;
    const std::string_view ns_name = object.namespace_->empty() ? "default" : *object.namespace_;
    const mesh::Namespace* ns = mesh.FindNamespace(ns_name);
    const LabelOf ns_labels = LookUpIn(ns ? &ns->labels() : nullptr), labels = LookUpIn(&workload.pod.labels);
    if (std::ranges::any_of(hooks, [&](const Webhook& hook) {
          return SelectsLabels(hook, "namespaceSelector", ns_labels) &&
                 SelectsLabels(hook, "objectSelector", labels);
        })) {
      continue;
    }
    const bool known = findings.KnowsCluster() || (ns && !hooks.empty());
    diag::Diagnostic& d = findings.Add(
        object, proxy->image.span,
        fmt::format("pods of `{}` will not be injected and cannot pull the image `auto`", *object.name),
        known ? Certainty::kWrong : Certainty::kCannotKnow);
    d.primary.text = "a placeholder that the injector replaces";
    if (ns)
      d.secondary.push_back(
          {ns->object->name.span, "no webhook of Istio's selects this namespace and the pods"});
    d.help =
        "give the template the label `sidecar.istio.io/inject: \"true\"`, or `istio.io/rev` with the "
        "revision";
  }
}

constexpr Kind kReads[] = {kind::kDeployment, kind::kMutatingWebhookConfiguration, kind::kNamespace,
                           kind::kPod};

}  // namespace

constinit const Rule kAutoImageWithoutInjection = {
    .name = "auto-image-without-injection",
    .code = "IST0146",
    .analyzers = {"injection.ImageAutoAnalyzer"},
    .level = diag::Level::kWarning,
    .summary = "a template has the image `auto`, but no webhook will inject its Pods",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
