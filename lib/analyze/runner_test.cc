// SPDX-License-Identifier: Apache-2.0
#include "analyze/runner.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/test_mesh.h"
#include "model/defaults.h"

namespace meshctl::analyze {
namespace {

// Reports every VirtualService and Service, and the Service's name twice.
void ReportAll(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) findings.Add(*vs.object, {}, "seen");
  for (const model::Service& service : mesh.kubernetes_services()) {
    findings.Add(*service.object, {}, "seen");
    findings.Add(*service.object, service.object->name.span, "seen");
  }
  for (const mesh::Namespace& ns : mesh.namespaces()) findings.Add(*ns.object, {}, "seen");
}

constexpr Kind kConfiguration[] = {kind::kGateway, kind::kVirtualService};
constexpr Kind kWithServices[] = {kind::kService, kind::kVirtualService};
constexpr Kind kWithPods[] = {kind::kPod};

constexpr Rule Make(std::span<const Kind> reads) {
  return {.name = "seen",
          .code = "MESH9999",
          .level = diag::Level::kInfo,
          .summary = "seen",
          .reads = reads,
          .check = ReportAll};
}
constexpr Rule kConfigurationRule = Make(kConfiguration);
constexpr Rule kServiceRule = Make(kWithServices);
constexpr Rule kPodRule = Make(kWithPods);

// Says of every cluster how many Services it has.
void CountServices(std::span<const Cluster> clusters, Findings& findings) {
  for (const Cluster& cluster : clusters) {
    const auto& services = cluster.mesh->kubernetes_services();
    findings.Add(*services.front().object, {}, std::to_string(services.size())).cluster = cluster.name;
  }
}
constexpr Kind kServices[] = {kind::kService};
constexpr Rule kComparingRule = {.name = "compared",
                                 .code = "MESH9998",
                                 .level = diag::Level::kInfo,
                                 .summary = "compared",
                                 .reads = kServices,
                                 .compare = CountServices};

constexpr const char* kVirtualService = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: shop}
)";
constexpr const char* kService = R"(
apiVersion: v1
kind: Service
metadata: {name: front, namespace: shop}
)";
constexpr const char* kDeployment = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: front, namespace: shop}
)";

std::vector<std::string> Resources(const Outcome& outcome) {
  std::vector<std::string> resources;
  for (const diag::Diagnostic& d : outcome.report.findings()) resources.push_back(d.resource);
  return resources;
}

using Names = std::vector<std::string>;

Names RunOn(const std::vector<TestFile>& files, const Rule& rule, const Options& options = {}) {
  const mesh::Mesh mesh(LoadTexts(files));
  const Rule* const rules[] = {&rule};
  return Resources(RunRules(mesh, rules, options));
}

TEST(Runner, SkipsRulesWhoseKindsOnlyAClusterKnows) {
  const mesh::Mesh mesh(LoadTexts({{"vs.yaml", kVirtualService}}));
  const Rule* const rules[] = {&kServiceRule, &kConfigurationRule};
  Outcome outcome = RunRules(mesh, rules, {});
  EXPECT_EQ(outcome.ran, std::vector<const Rule*>{&kConfigurationRule});
  ASSERT_EQ(outcome.skipped.size(), 1u);
  EXPECT_EQ(outcome.skipped[0].rule, &kServiceRule);
  EXPECT_EQ(outcome.skipped[0].missing, std::vector<Kind>{kind::kService});
  EXPECT_TRUE(RunRules(mesh, rules, {.coverage = Coverage::kCluster}).skipped.empty());
}

TEST(Runner, RulesThatJudgeEachObjectAloneNeedNoKind) {
  const mesh::Mesh mesh(LoadTexts({{"vs.yaml", kVirtualService}}));
  Rule rule = kServiceRule;
  rule.object_by_object = true;
  const Rule* const rules[] = {&rule};
  Outcome outcome = RunRules(mesh, rules, {});
  EXPECT_TRUE(outcome.skipped.empty());
  EXPECT_EQ(Resources(outcome), Names{"VirtualService shop/front"});
}

// Says of the first Service whether the input is a cluster, and of the mesh's settings what it cannot know.
void ReportKnowledge(const mesh::Mesh& mesh, Findings& findings) {
  findings.Add(*mesh.kubernetes_services().front().object, {}, findings.KnowsCluster() ? "cluster" : "files");
  findings.AddAboutMesh("MeshNetworks a/b", {}, "perhaps", Certainty::kCannotKnow);
}

TEST(Runner, TellsRulesWhetherTheInputIsACluster) {
  const mesh::Mesh mesh(LoadTexts({{"service.yaml", kService}}));
  Rule rule = kServiceRule;
  rule.check = ReportKnowledge;
  const Rule* const rules[] = {&rule};
  for (auto [coverage, word] : {std::pair(Coverage::kFiles, "files"), {Coverage::kCluster, "cluster"}}) {
    Outcome outcome = RunRules(mesh, rules, {.coverage = coverage});
    ASSERT_EQ(outcome.report.findings().size(), 1u);
    EXPECT_EQ(outcome.report.findings().front().message, word);
    EXPECT_EQ(outcome.unknown.findings().size(), 1u);
  }
}

TEST(Runner, SkipsRulesWhoseKindsAClusterHides) {
  const mesh::Mesh mesh(LoadTexts({{"vs.yaml", kVirtualService}}));
  const Rule* const rules[] = {&kServiceRule, &kConfigurationRule};
  const Kind hidden[] = {kind::kGateway};
  const Cluster cluster[] = {{.mesh = &mesh, .hidden = hidden}};
  Outcome outcome = RunRules(cluster, rules, {.coverage = Coverage::kCluster});
  EXPECT_EQ(outcome.ran, std::vector<const Rule*>{&kServiceRule});
  ASSERT_EQ(outcome.skipped.size(), 1u);
  EXPECT_EQ(outcome.skipped[0].missing, std::vector<Kind>{kind::kGateway});
}

TEST(Runner, TakesPodTemplatesForPods) {
  const mesh::Mesh mesh(LoadTexts({{"deployment.yaml", kDeployment}}));
  const Rule* const rules[] = {&kPodRule};
  EXPECT_TRUE(RunRules(mesh, rules, {}).skipped.empty());
}

TEST(Runner, DefaultsAreNoInput) {
  model::Manifests manifests = LoadTexts({{"vs.yaml", kVirtualService}});
  model::AddDefaultIngressGateway(manifests);
  const mesh::Mesh mesh(std::move(manifests));
  const Rule* const rules[] = {&kServiceRule};
  EXPECT_EQ(RunRules(mesh, rules, {}).skipped.size(), 1u);
  EXPECT_EQ(Resources(RunRules(mesh, rules, {.coverage = Coverage::kCluster})),
            Names{"VirtualService shop/front"});
}

TEST(Runner, MergesFindingsOfOneLineAndText) {
  EXPECT_EQ(RunOn({{"service.yaml", kService}}, kServiceRule), Names{"Service shop/front"});
}

TEST(Runner, FiltersByNamespace) {
  std::vector<TestFile> files = {
      {"a.yaml", kVirtualService},
      {"b.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n"},
      {"c.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: web}\n"}};
  EXPECT_EQ(RunOn(files, kServiceRule, {.only_namespace = "web"}), (Names{"Namespace web", "Service web/a"}));
  EXPECT_EQ(RunOn(files, kServiceRule, {.only_namespace = "shop"}), Names{"VirtualService shop/front"});
  EXPECT_EQ(RunOn(files, kServiceRule).size(), 3u);
}

TEST(Runner, CanFilterLiveObjectsOnly) {
  model::Manifests manifests = LoadTexts({{"a.yaml", kVirtualService}});
  diag::Report faults;
  for (const char* ns : {"web", "other"}) {
    manifests.Add(std::make_unique<source::SourceFile>(
                      "cluster:Service",
                      fmt::format("apiVersion: v1\nkind: Service\nmetadata: {{name: a, "
                                  "namespace: {}}}\n",
                                  ns),
                      source::Origin::kCluster),
                  faults);
  }
  const mesh::Mesh mesh(std::move(manifests));
  const Rule* const rules[] = {&kServiceRule};
  EXPECT_EQ(Resources(RunRules(mesh, rules, {.only_namespace = "web", .filtered = Filtered::kLive})),
            (Names{"VirtualService shop/front", "Service web/a"}));
}

TEST(Runner, PassesOverSystemNamespaces) {
  EXPECT_EQ(
      RunOn({{"a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system}\n"},
             {"b.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: dns, namespace: kube-system}\n"}},
            kServiceRule),
      Names{});
}

// `CLUSTER CODE OBJECT: MESSAGE` of every finding.
Names Lines(const Outcome& outcome) {
  Names lines;
  for (const diag::Diagnostic& d : outcome.report.findings())
    lines.push_back(d.cluster + " " + d.code + " " + d.resource + ": " + d.message);
  return lines;
}

TEST(Runner, LooksAtEachClusterAndComparesThem) {
  const mesh::Mesh east(LoadTexts({{"service.yaml", kService}}));
  const mesh::Mesh west(LoadTexts({{"service.yaml", kService}}));
  const Cluster clusters[] = {{"west", &west}, {"east", &east}};
  const Rule* const rules[] = {&kServiceRule, &kComparingRule};
  Outcome outcome = RunRules(clusters, rules, {});
  EXPECT_EQ(Lines(outcome),
            (Names{"east MESH9998 Service shop/front: 1", "east MESH9999 Service shop/front: seen",
                   "west MESH9998 Service shop/front: 1", "west MESH9999 Service shop/front: seen"}));
  EXPECT_EQ(outcome.ran, (std::vector<const Rule*>{&kServiceRule, &kComparingRule}));
  EXPECT_TRUE(outcome.skipped.empty());
}

TEST(Runner, OneClusterIsNotNamedAndNotCompared) {
  const mesh::Mesh mesh(LoadTexts({{"service.yaml", kService}}));
  const Cluster clusters[] = {{"east", &mesh}};
  const Rule* const rules[] = {&kServiceRule, &kComparingRule};
  Outcome outcome = RunRules(clusters, rules, {});
  EXPECT_EQ(Lines(outcome), Names{" MESH9999 Service shop/front: seen"});
  ASSERT_EQ(outcome.skipped.size(), 1u);
  EXPECT_EQ(outcome.skipped[0].rule, &kComparingRule);
  EXPECT_TRUE(outcome.skipped[0].missing.empty());
}

TEST(Runner, SkipsRulesInTheClustersThatLackTheirKinds) {
  const mesh::Mesh full(LoadTexts({{"service.yaml", kService}}));
  const mesh::Mesh poor(LoadTexts({{"vs.yaml", kVirtualService}}));
  const Cluster clusters[] = {{"full", &full}, {"poor", &poor}};
  const Rule* const rules[] = {&kServiceRule, &kComparingRule};
  Outcome outcome = RunRules(clusters, rules, {});
  EXPECT_EQ(Lines(outcome), Names{"full MESH9999 Service shop/front: seen"});
  EXPECT_EQ(outcome.ran, std::vector<const Rule*>{&kServiceRule});
  ASSERT_EQ(outcome.skipped.size(), 2u);
  EXPECT_EQ(outcome.skipped[0].cluster, "poor");
  EXPECT_EQ(outcome.skipped[0].missing, std::vector<Kind>{kind::kService});
  EXPECT_EQ(outcome.skipped[1].rule, &kComparingRule);
}

TEST(Runner, LimitsRulesForAllKindsToSome) {
  std::vector<TestFile> files = {{"a.yaml", kVirtualService}, {"b.yaml", kService}};
  Rule rule = kServiceRule;
  EXPECT_EQ(RunOn(files, rule, {.only_kinds = {"VirtualService"}}).size(), 2u) << "not one of these rules";
  rule.analyzers = {kValidationAnalyzer};
  EXPECT_EQ(RunOn(files, rule, {.only_kinds = {"VirtualService"}}), Names{"VirtualService shop/front"});
  EXPECT_EQ(RunOn(files, rule, {.only_kinds = {"Gateway", "Service"}}), Names{"Service shop/front"});
  EXPECT_EQ(RunOn(files, rule).size(), 2u);
}

TEST(Runner, RulesRunWithoutTheKindsThatOnlyRefineThem) {
  const mesh::Mesh mesh(LoadTexts({{"vs.yaml", kVirtualService}}));
  static constexpr Kind kRefinedBy[] = {kind::kService};
  Rule rule = kServiceRule;
  rule.refined_by = kRefinedBy;
  const Rule* const rules[] = {&rule};
  EXPECT_TRUE(RunRules(mesh, rules, {}).skipped.empty());
}

// Counts how often it is asked, and answers how many Services there are.
int made = 0;
std::size_t CountedServices(const mesh::Mesh& mesh) {
  ++made;
  return mesh.kubernetes_services().size();
}
void ReportCount(const mesh::Mesh& mesh, Findings& findings) {
  findings.Add(*mesh.kubernetes_services().front().object, {},
               std::to_string(findings.Get(CountedServices)) + std::to_string(findings.all().size()));
}

TEST(Runner, RulesShareWhatOneOfThemHasWorkedOut) {
  const mesh::Mesh mesh(LoadTexts({{"service.yaml", kService}}));
  Rule rule = kServiceRule;
  rule.check = ReportCount;
  const Rule* const rules[] = {&rule, &rule};
  made = 0;
  EXPECT_EQ(RunRules(mesh, rules, {}).report.findings().front().message, "10");
  EXPECT_EQ(made, 1);
}

TEST(Runner, CountsWhatIsSuppressed) {
  const char* annotated = R"(
apiVersion: v1
kind: Service
metadata:
  name: quiet
  namespace: shop
  annotations: {galley.istio.io/analyze-suppress: "IST0101,MESH9999"}
)";
  const mesh::Mesh mesh(
      LoadTexts({{"a.yaml", kVirtualService}, {"b.yaml", kService}, {"c.yaml", annotated}}));
  const Rule* const rules[] = {&kServiceRule};
  Outcome outcome = RunRules(mesh, rules, {.suppressions = {{"MESH9999", "VirtualService *"}}});
  EXPECT_EQ(Resources(outcome), Names{"Service shop/front"});
  EXPECT_EQ(outcome.suppressed, 3u);
}

}  // namespace
}  // namespace meshctl::analyze
