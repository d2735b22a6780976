// SPDX-License-Identifier: Apache-2.0
// Which of validation's findings Istio's analyzer makes, too.
#include "analyze/rules/schema/validation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

using Names = std::vector<std::string>;

// The names of the faults of a text.
Names FaultsOf(const std::string& yaml) {
  const mesh::Mesh mesh = MeshOf({{"objects.yaml", yaml}});
  Names names;
  for (const InvalidObject& invalid : InvalidObjects(mesh)) names.push_back(invalid.fault.name);
  return names;
}

constexpr const char* kGateway = R"(
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge}
spec: {selector: {istio: ingressgateway}}
---
)";
constexpr const char* kVirtualService = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web}
spec: {hosts: [web]}
---
)";

TEST(InvalidObjects, AreOfIstiosKindsInAnyVersionAndInLists) {
  EXPECT_EQ(FaultsOf(kGateway), Names{"gateway-without-servers"});
  EXPECT_EQ(FaultsOf("{apiVersion: v1, kind: List, items: [{apiVersion: networking.istio.io/v1beta1, kind: "
                     "Sidecar, metadata: {name: a}, spec: {}}]}"),
            Names{"empty-sidecar"});
  EXPECT_EQ(FaultsOf("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}"),
            Names{});
}

TEST(InvalidObjects, ShowOnlyNameNamespaceAndSpec) {
  EXPECT_EQ(FaultsOf(R"({apiVersion: networking.istio.io/v1, kind: ServiceEntry,
      metadata: {name: a, labels: {networking.istio.io/enable-autoallocate-ip: "false"},
                 annotations: {internal.istio.io/parents: a/b}},
      spec: {hosts: [a.example], resolution: DNS, ports: [{number: 1, name: tcp, protocol: TCP}]}})"),
            Names{});
}

TEST(InvalidObjects, OfTwoThatAreGivenTheLaterCounts) {
  EXPECT_EQ(FaultsOf(std::string(kGateway) + R"(
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
)"),
            Names{});
}

TEST(InvalidObjects, BrokenOnesDoNotEndTheRun) {
  EXPECT_EQ(
      FaultsOf("{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: a}, spec: []}\n---\n" +
               std::string(kVirtualService)),
      (Names{"wrong-type", "virtual-service-without-routes"}));
}

TEST(InvalidObjects, AnAnalyzerOfOneKindSaysNothingOfOthers) {
  const mesh::Mesh mesh = MeshOf({{"objects.yaml", std::string(kGateway) + kVirtualService}});
  for (const char* kind : {"Gateway", "VirtualService"}) {
    const std::string analyzer = "schema.ValidationAnalyzer." + std::string(kind);
    const Outcome outcome =
        RunRules(mesh, FindRules(analyzer), {.only_kinds = {std::string(KindOf(analyzer))}});
    ASSERT_EQ(outcome.report.findings().size(), 1u) << kind;
    EXPECT_TRUE(outcome.report.findings().front().resource.starts_with(kind));
  }
}

}  // namespace
}  // namespace meshctl::analyze
