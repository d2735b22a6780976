// SPDX-License-Identifier: Apache-2.0
// What rules about Gateways say where files are silent, and how much they say when everything is wrong.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"
#include "model/defaults.h"

namespace meshctl::analyze {
namespace {

std::string Pod(std::string_view name, std::string_view labels) {
  return fmt::format(
      "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {}, namespace: ingress, labels: {{{}}}}}\n", name,
      labels);
}

std::string Gateway(std::string_view name, std::string_view selector, std::string_view servers) {
  return fmt::format(
      "---\napiVersion: networking.istio.io/v1\nkind: Gateway\n"
      "metadata: {{name: {}, namespace: ingress}}\nspec: {{selector: {{{}}}, servers: [{}]}}\n",
      name, selector, servers);
}

std::string Server(int port, std::string_view host, std::string_view bind = "") {
  return fmt::format("{{port: {{number: {}, name: a, protocol: HTTP}}, hosts: [\"{}\"], bind: \"{}\"}}", port,
                     host, bind);
}

Outcome Analyzed(std::string_view rule, const std::string& text, Coverage coverage) {
  model::Manifests manifests = LoadTexts({{"mesh.yaml", text}});
  model::AddDefaultIngressGateway(manifests);
  return RunRules(mesh::Mesh(std::move(manifests)), FindRules(rule), {.coverage = coverage});
}

std::size_t WrongOf(std::string_view rule, const std::string& text, Coverage coverage = Coverage::kCluster) {
  return Analyzed(rule, text, coverage).report.findings().size();
}

TEST(Gateways, SelectorIsUnknownUntilTheFilesHoldAGateway) {
  const std::string gateway = Gateway("edge", "istio: edge", Server(80, "*"));
  const std::string text = gateway + Pod("web", "app: web");
  EXPECT_EQ(WrongOf("gateway-without-workload", text, Coverage::kFiles), 0U);
  EXPECT_EQ(Analyzed("gateway-without-workload", text, Coverage::kFiles).unknown.findings().size(), 1U);
  EXPECT_EQ(WrongOf("gateway-without-workload", text), 1U);
  // The default gateway is made up, so it says nothing about others.
  const std::string with_default = text + Gateway("public", "istio: ingressgateway", Server(80, "*"));
  EXPECT_EQ(WrongOf("gateway-without-workload", with_default, Coverage::kFiles), 0U);
}

TEST(Gateways, PortsOfTheDefaultServiceAreNoProofInFiles) {
  const std::string text = Pod("web", "app: web") +
                           "---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n" +
                           Gateway("edge", "istio: ingressgateway", Server(80, "*") + ", " + Server(81, "*"));
  EXPECT_EQ(WrongOf("gateway-port-not-on-service", text, Coverage::kFiles), 0U);
  EXPECT_EQ(Analyzed("gateway-port-not-on-service", text, Coverage::kFiles).unknown.findings().size(), 1U);
}

TEST(Gateways, EachPortIsReportedOnce) {
  const std::string text =
      Pod("edge", "istio: edge") + Gateway("edge", "istio: edge", Server(81, "a") + ", " + Server(81, "b"));
  EXPECT_EQ(WrongOf("gateway-port-not-on-service", text), 1U);
}

TEST(Gateways, WithoutSelectorAllPodsOpenIt) {
  const std::string gateway = Gateway("any", "", Server(80, "*"));
  EXPECT_EQ(WrongOf("gateway-without-workload", gateway + Pod("web", "app: web")), 0U);
  const mesh::Mesh empty = MeshOf({{"mesh.yaml", gateway}});
  EXPECT_EQ(RunRules(empty, FindRules("gateway-without-workload"), {.coverage = Coverage::kCluster})
                .report.findings()
                .size(),
            1U);
}

TEST(Gateways, OnlyTheLastServerOfAPortIsRemembered) {
  const std::string first = Gateway("a", "istio: edge", Server(80, "x") + ", " + Server(80, "y"));
  EXPECT_EQ(WrongOf("conflicting-gateways", first + Gateway("b", "istio: edge", Server(80, "x"))), 1U);
  EXPECT_EQ(WrongOf("conflicting-gateways", first + Gateway("b", "istio: edge", Server(80, "y"))), 2U);
}

TEST(Gateways, ConflictNeedsTheSameBindAndPort) {
  const std::string first = Gateway("a", "istio: edge", Server(80, "x", "10.0.0.1"));
  EXPECT_EQ(WrongOf("conflicting-gateways", first + Gateway("b", "istio: edge", Server(80, "x", "10.0.0.1"))),
            2U);
  EXPECT_EQ(WrongOf("conflicting-gateways", first + Gateway("b", "istio: edge", Server(80, "x", "10.0.0.2"))),
            0U);
  EXPECT_EQ(WrongOf("conflicting-gateways", first + Gateway("b", "istio: edge", Server(81, "x", "10.0.0.1"))),
            0U);
}

TEST(Gateways, ContainedSelectorsConflictOnlyOnACommonPod) {
  const std::string gateways =
      Gateway("a", "istio: edge", Server(80, "x")) + Gateway("b", "istio: edge, zone: b", Server(80, "x"));
  EXPECT_EQ(WrongOf("conflicting-gateways", gateways), 0U);
  EXPECT_EQ(WrongOf("conflicting-gateways", gateways + Pod("edge", "istio: edge")), 0U);
  EXPECT_EQ(WrongOf("conflicting-gateways", gateways + Pod("edge", "istio: edge, zone: b")), 2U);
  // Not contained as texts, although the pod satisfies both.
  const std::string apart = Gateway("a", "app: edge, zone: b", Server(80, "x")) +
                            Gateway("b", "app: edge, istio: edge, zone: b", Server(80, "x"));
  EXPECT_EQ(WrongOf("conflicting-gateways", apart + Pod("edge", "app: edge, istio: edge, zone: b")), 0U);
}

TEST(Gateways, ManyThatShareACertificateAreNotAllPaired) {
  constexpr int kGateways = 150;
  std::string text;
  for (int i = 0; i < kGateways; ++i) {
    text += Gateway(fmt::format("g{}", i), "istio: edge",
                    "{port: {number: 443, name: a, protocol: HTTPS}, hosts: [x], "
                    "tls: {mode: SIMPLE, credentialName: wildcard}}");
  }
  const Outcome outcome = Analyzed("duplicate-certificate", text, Coverage::kCluster);
  EXPECT_EQ(outcome.report.findings().size(), 100U * kGateways);
  std::size_t cut = 0;
  for (const diag::Diagnostic& d : outcome.report.findings()) cut += d.notes.size();
  EXPECT_EQ(cut, static_cast<std::size_t>(kGateways));
}

}  // namespace
}  // namespace meshctl::analyze
