// SPDX-License-Identifier: Apache-2.0
#include "mesh/endpoints.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using Names = std::vector<std::string>;

/// `name@address:port`, with `-` in front of those that are not ready.
Names EndpointsOf(const Mesh& mesh, std::string_view host) {
  const auto services = mesh.services().OfHost(host);
  EXPECT_FALSE(services.empty()) << host;
  Names names;
  if (services.empty()) return names;
  const Service& service = *services.front();
  for (const Endpoint& endpoint : mesh.EndpointsOf(service, service.ports.front())) {
    names.push_back(
        fmt::format("{}{}@{}:{}", endpoint.ready ? "" : "-", endpoint.name, endpoint.address, endpoint.port));
  }
  return names;
}

Names EndpointsOf(const std::string& yaml, std::string_view host = "db.default.svc.cluster.local") {
  return EndpointsOf(Mesh(testing::ObjectsOf(yaml)), host);
}

constexpr const char* kService = R"(
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{name: tcp, port: 5432, targetPort: pg}]}
---
)";
constexpr const char* kPod = R"(
apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app: db, version: v1, security.istio.io/tlsMode: istio}}
spec: {nodeName: n1, containers: [{name: db, ports: [{name: pg, containerPort: 5433}]}]}
status: {podIP: 10.0.0.1}
---
)";
constexpr const char* kSlice = R"(
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
endpoints:
- {addresses: [10.0.0.1], targetRef: {kind: Pod, name: db-0}}
- {addresses: [10.0.0.2], conditions: {ready: false, terminating: false}}
- {addresses: [10.0.0.3], conditions: {ready: false}}
- {addresses: [10.0.0.4], conditions: {ready: true, terminating: true}}
ports: [{name: other, port: 1}, {name: tcp, port: 5433}]
---
)";

TEST(Endpoints, SlicesSayMoreThanSelectors) {
  EXPECT_EQ(EndpointsOf(std::string(kService) + kPod + kSlice),
            (Names{"db-0@10.0.0.1:5433", "-10.0.0.2@10.0.0.2:5433", "10.0.0.4@10.0.0.4:5433"}));
}

TEST(Endpoints, OfASlicePodKnowTheirWorkload) {
  const Mesh mesh(testing::ObjectsOf(std::string(kService) + kPod + kSlice));
  const Service& service = *mesh.services().OfHost("db.default.svc.cluster.local").front();
  const std::vector<Endpoint> endpoints = mesh.EndpointsOf(service, service.ports.front());
  ASSERT_NE(endpoints[0].workload, nullptr);
  EXPECT_EQ(endpoints[0].labels->Get("version"), "v1");
  EXPECT_TRUE(endpoints[0].injected);
  EXPECT_EQ(endpoints[1].workload, nullptr);
  EXPECT_FALSE(endpoints[1].injected);
}

TEST(Endpoints, AreFoundByTheAddressOfAPodWhereNoneIsNamed) {
  const Mesh mesh(testing::ObjectsOf(std::string(kService) + kPod + R"(
apiVersion: v1
kind: Endpoints
metadata: {name: db}
subsets: [{addresses: [{ip: 10.0.0.1}], notReadyAddresses: [{ip: 10.0.0.2}], ports: [{name: tcp, port: 9}]}]
)"));
  EXPECT_EQ(EndpointsOf(mesh, "db.default.svc.cluster.local"), (Names{"db-0@10.0.0.1:9"}));
}

TEST(Endpoints, MirroredToSlicesCountOnce) {
  EXPECT_EQ(EndpointsOf(std::string(kService) + kSlice + R"(
apiVersion: v1
kind: Endpoints
metadata: {name: db}
subsets: [{addresses: [{ip: 10.0.0.9}], ports: [{name: tcp, port: 9}]}]
)")
                .size(),
            3u);
}

TEST(Endpoints, SlicesOfNamesAndWithoutThePortGiveNothing) {
  const std::string slice = R"(
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
)";
  EXPECT_EQ(EndpointsOf(kService + slice + "addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\n" +
                        "ports: [{name: other, port: 1}]\n"),
            Names{});
  EXPECT_EQ(EndpointsOf(kService + slice + "addressType: FQDN\nendpoints: [{addresses: [a.example]}]\n" +
                        "ports: [{name: tcp, port: 1}]\n"),
            Names{});
}

TEST(Endpoints, PodsOfAClusterThatEndAreLeftOut) {
  const auto pod = [](const std::string& name, const std::string& metadata, const std::string& status) {
    return fmt::format(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: {}, labels: {{app: db}}{}}}, spec: {{containers: "
        "[{{name: db, ports: [{{name: pg, containerPort: 1}}]}}]}}, status: {{{}}}}}\n---\n",
        name, metadata, status);
  };
  EXPECT_EQ(
      EndpointsOf(kService + pod("a", "", "podIP: 10.0.0.1, conditions: [{type: Ready, status: 'True'}]") +
                  pod("b", "", "podIP: 10.0.0.2, conditions: [{type: Ready, status: 'False'}]") +
                  pod("c", ", deletionTimestamp: '2026-01-01T00:00:00Z'", "podIP: 10.0.0.3") +
                  pod("d", "", "podIP: 10.0.0.4, phase: Succeeded")),
      (Names{"a@10.0.0.1:1", "-b@10.0.0.2:1"}));
}

TEST(Endpoints, AreWhereTheirNodesAre) {
  const Mesh mesh(testing::ObjectsOf(std::string(kService) + kPod + R"(
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/region: eu, topology.kubernetes.io/zone: eu-1}}
)"));
  const Service& service = *mesh.services().OfHost("db.default.svc.cluster.local").front();
  EXPECT_EQ(mesh.EndpointsOf(service, service.ports.front()).front().locality, "eu/eu-1");
}

TEST(Endpoints, AWorkloadEntryNamesTheTargetPortOfAService) {
  const auto entry = [](const std::string& ports) {
    return "{apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: {name: vm}, spec: {address: "
           "10.0.0.5, labels: {app: db}" +
           ports + "}}\n";
  };
  EXPECT_EQ(EndpointsOf(kService + entry(", ports: {pg: 6000}")), (Names{"vm@10.0.0.5:6000"}));
  EXPECT_EQ(EndpointsOf(kService + entry("")), Names{}) << "nobody says which port `pg` is";
}

TEST(Endpoints, OfServicesOfOneHostAndNamespaceAreShared) {
  EXPECT_EQ(EndpointsOf(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: one, creationTimestamp: "2020-01-01T00:00:00Z"}
spec: {hosts: [x.example], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 10.0.0.1}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: two, creationTimestamp: "2021-01-01T00:00:00Z"}
spec: {hosts: [x.example], resolution: STATIC, ports: [{number: 81, name: http, protocol: HTTP}], endpoints: [{address: 10.0.0.2}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: three, namespace: elsewhere}
spec: {hosts: [x.example], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 10.0.0.3}]}
)",
                        "x.example"),
            (Names{"10.0.0.1@10.0.0.1:80", "10.0.0.2@10.0.0.2:81"}));
}

}  // namespace
}  // namespace meshctl::mesh
