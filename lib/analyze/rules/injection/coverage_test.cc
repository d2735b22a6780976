// SPDX-License-Identifier: Apache-2.0
// What rules about injected Pods say of a cluster, where injection has happened, and of files, where it is
// still to come.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyze/rules/injection/rules.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

constexpr const char* kNamespace = R"(---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
)";
constexpr const char* kPod = R"(---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  containers: [{name: cart, image: "shop/cart:1"}]
)";
constexpr const char* kAutoPod = R"(---
apiVersion: v1
kind: Pod
metadata: {name: edge, namespace: shop}
spec:
  containers: [{name: istio-proxy, image: auto}]
)";

// A Deployment or DaemonSet whose template has the image `auto`.
std::string AutoTemplate(const std::string& kind, const std::string& ns = "shop") {
  return "---\napiVersion: apps/v1\nkind: " + kind + "\nmetadata: {name: edge, namespace: " + ns + "}\n" +
         R"(spec:
  selector: {matchLabels: {app: edge}}
  template:
    metadata: {labels: {app: edge}}
    spec: {containers: [{name: istio-proxy, image: auto}]}
)";
}

constexpr const char* kOtherHook = R"(---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: istio-sidecar-injector}
webhooks:
- name: other.istio.io
  namespaceSelector: {matchLabels: {istio-injection: disabled}}
)";

struct Said {
  std::vector<std::string> wrong, unknown;
};

Said WhatIsSaid(const Rule& rule, const std::string& yaml, Coverage coverage) {
  const mesh::Mesh mesh = MeshOf({{"a.yaml", yaml}});
  const Rule* const rules[] = {&rule};
  const Outcome outcome = RunRules(mesh, rules, {.coverage = coverage});
  EXPECT_TRUE(outcome.skipped.empty());
  Said said;
  for (const diag::Diagnostic& d : outcome.report.findings()) said.wrong.push_back(d.resource);
  for (const diag::Diagnostic& d : outcome.unknown.findings()) said.unknown.push_back(d.resource);
  return said;
}

using Names = std::vector<std::string>;

TEST(InjectionCoverage, PodsOfAClusterLackASidecarPodsOfFilesMayGetOne) {
  const std::string yaml = std::string(kNamespace) + kPod;
  EXPECT_EQ(WhatIsSaid(kMissingSidecar, yaml, Coverage::kCluster).wrong, Names{"Pod shop/cart"});
  Said said = WhatIsSaid(kMissingSidecar, yaml, Coverage::kFiles);
  EXPECT_EQ(said.wrong, Names{});
  EXPECT_EQ(said.unknown, Names{"Pod shop/cart"});
}

TEST(InjectionCoverage, AnyTraceOfALifeMakesAPodOne) {
  const std::string head = "---\napiVersion: v1\nkind: Pod\n";
  const std::string name = "name: cart, namespace: shop", spec = "containers: [{name: cart, image: a}]";
  for (const std::string& pod : {
           head + "metadata: {" + name + "}\nspec: {" + spec + "}\nstatus: {phase: Running}\n",
           head + "metadata: {" + name + "}\nspec: {" + spec + ", nodeName: node-1}\n",
           head + "metadata: {" + name + ", uid: a}\nspec: {" + spec + "}\n",
       }) {
    EXPECT_EQ(WhatIsSaid(kMissingSidecar, kNamespace + pod, Coverage::kFiles).wrong, Names{"Pod shop/cart"})
        << pod;
  }
}

TEST(InjectionCoverage, TheFirstContainerOfTheNameIsTheProxy) {
  const std::string pod = R"(---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  containers: [{name: istio-proxy}]
  initContainers: [{name: istio-proxy, image: proxy}]
)";
  EXPECT_EQ(WhatIsSaid(kMissingSidecar, kNamespace + pod, Coverage::kCluster).wrong, Names{"Pod shop/cart"});
}

TEST(InjectionCoverage, AutoImagesOfPodsAreFinalInAClusterOnly) {
  EXPECT_EQ(WhatIsSaid(kAutoImageInPod, kAutoPod, Coverage::kCluster).wrong, Names{"Pod shop/edge"});
  EXPECT_EQ(WhatIsSaid(kAutoImageInPod, kAutoPod, Coverage::kFiles).unknown, Names{"Pod shop/edge"});
}

TEST(InjectionCoverage, AutoImagesOfTemplatesNeedAHook) {
  const std::string deployment = kNamespace + AutoTemplate("Deployment");
  EXPECT_EQ(WhatIsSaid(kAutoImageWithoutInjection, deployment, Coverage::kCluster).wrong,
            Names{"Deployment shop/edge"});
  EXPECT_EQ(WhatIsSaid(kAutoImageWithoutInjection, deployment, Coverage::kFiles).unknown,
            Names{"Deployment shop/edge"});
  EXPECT_EQ(WhatIsSaid(kAutoImageWithoutInjection, deployment + kOtherHook, Coverage::kFiles).wrong,
            Names{"Deployment shop/edge"});
}

TEST(InjectionCoverage, NamespacesThatWereNotGivenAreUnknown) {
  const std::string yaml = kNamespace + AutoTemplate("Deployment", "elsewhere") + kOtherHook;
  EXPECT_EQ(WhatIsSaid(kAutoImageWithoutInjection, yaml, Coverage::kCluster).wrong,
            Names{"Deployment elsewhere/edge"});
  EXPECT_EQ(WhatIsSaid(kAutoImageWithoutInjection, yaml, Coverage::kFiles).unknown,
            Names{"Deployment elsewhere/edge"});
}

TEST(InjectionCoverage, OtherTemplatesStandForTheirPodsInFilesOnly) {
  const std::string yaml = kNamespace + AutoTemplate("DaemonSet") + kOtherHook;
  EXPECT_EQ(WhatIsSaid(kAutoImageWithoutInjection, yaml, Coverage::kFiles).wrong,
            Names{"DaemonSet shop/edge"});
  EXPECT_EQ(WhatIsSaid(kAutoImageWithoutInjection, yaml, Coverage::kCluster).wrong, Names{});
}

TEST(InjectionCoverage, PodsMadeUpForTemplatesAreYetToBeInjected) {
  const std::string injector = R"(---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio-sidecar-injector, namespace: istio-system}
data: {values: '{"global": {"hub": "a", "tag": "b", "proxy": {"image": "c"}}}'}
)";
  for (auto [origin, findings] :
       {std::pair(source::Origin::kCluster, 1u), {source::Origin::kGenerated, 0u}}) {
    diag::Report faults;
    model::Manifests manifests;
    manifests.Add(std::make_unique<source::SourceFile>("a.yaml", kNamespace + injector), faults);
    manifests.Add(std::make_unique<source::SourceFile>("b.yaml", kAutoPod, origin), faults);
    const mesh::Mesh mesh(std::move(manifests));
    const Rule* const rules[] = {&kProxyImageMismatch};
    EXPECT_EQ(RunRules(mesh, rules, {.coverage = Coverage::kCluster}).report.findings().size(), findings);
  }
}

}  // namespace
}  // namespace meshctl::analyze
