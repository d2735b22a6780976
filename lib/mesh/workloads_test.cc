// SPDX-License-Identifier: Apache-2.0
// Workloads, their Pods and the endpoints they are for services.
#include "mesh/workloads.h"

#include <gtest/gtest.h>

#include <random>

#include "mesh/mesh.h"
#include "mesh/selector_index.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;
using Names = std::vector<std::string>;

Names NamesOf(const std::vector<const Workload*>& workloads) {
  Names names;
  for (const Workload* workload : workloads) names.emplace_back(workload->name);
  return names;
}

/// `name address:port` of each endpoint of the first port of the first service.
Names Endpoints(const Mesh& mesh) {
  const Service& service = mesh.services().all()[0];
  Names endpoints;
  for (const Endpoint& endpoint : mesh.EndpointsOf(service, service.ports.at(0))) {
    endpoints.push_back(endpoint.name + " " + endpoint.address + ":" + std::to_string(endpoint.port));
  }
  return endpoints;
}

std::string Deployment(const std::string& name, const std::string& labels, const std::string& more = "") {
  return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: " + name +
         "}, spec: {replicas: 2, template: " + "{metadata: {labels: " + labels +
         "}, spec: {containers: [{name: main, image: main:1, ports: [{name: web, " +
         "containerPort: 3000}]}]}}" + more + "}}\n---\n";
}

constexpr std::string_view kService =
    "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{name: "
    "http, port: "
    "80, targetPort: 3000}]}}\n---\n";

TEST(Workloads, AreFoundByNameAndLabel) {
  Mesh mesh(ObjectsOf(Deployment("a", "{app: web, version: v1}") +
                      Deployment("b", "{app: web, version: v2}") + Deployment("c", "{app: db}")));
  ASSERT_EQ(mesh.workloads().all().size(), 3u);
  EXPECT_EQ(mesh.workloads().Find("default", "b")->name, "b");
  EXPECT_EQ(mesh.workloads().Find("other", "b"), nullptr);
  const model::Labels& web_v2 = *mesh.workloads().all()[1].labels;
  EXPECT_EQ(NamesOf(mesh.workloads().Matching("default", web_v2)), Names{"b"});
  EXPECT_EQ(NamesOf(mesh.workloads().MatchingAnywhere(web_v2)), Names{"b"});
  EXPECT_EQ(NamesOf(mesh.workloads().Matching("other", web_v2)), Names{});
  EXPECT_EQ(NamesOf(mesh.workloads().Matching("default", model::Labels())), (Names{"a", "b", "c"}));
}

TEST(Workloads, HaveASyntheticPodForEachReplica) {
  Mesh mesh(ObjectsOf(Deployment("a", "{app: web}")));
  EXPECT_EQ(mesh.workloads().all()[0].pod_names, (Names{"a-0", "a-1"}));
  EXPECT_EQ(mesh.workloads().all()[0].pod_ips, (Names{"", ""}));
}

TEST(Workloads, DoNotFillTheMemoryForATypingMistake) {
  Mesh mesh(ObjectsOf(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 9000000000}}"));
  EXPECT_EQ(mesh.workloads().all()[0].pod_names.size(), 10'000u);
}

TEST(Workloads, OfAClusterHaveTheirRealPods) {
  Mesh mesh(ObjectsOf(std::string(kService) + Deployment("web", "{app: web}") + R"(
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-7f, ownerReferences: [{kind: Deployment, name: web, controller: true}]}
spec: {replicas: 2, template: {metadata: {labels: {app: web}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web-7f-x2, labels: {app: web}, ownerReferences: [{kind: ReplicaSet, name: web-7f, controller: true}]}
status: {podIP: 10.1.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: alone, labels: {app: web}, ownerReferences: [{kind: ReplicaSet, name: gone, controller: true}]}
status: {podIP: 10.1.0.2}
)"));
  EXPECT_EQ(mesh.workloads().all().size(), 2u);
  EXPECT_EQ(Endpoints(mesh), (Names{"alone 10.1.0.2:3000", "web-7f-x2 10.1.0.1:3000"}));
}

TEST(Workloads, ThatOwnEachOtherEndTheSearch) {
  Mesh mesh(ObjectsOf(R"(
{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: a, ownerReferences: [{kind: ReplicaSet, name: b, controller: true}]}}
---
{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: b, ownerReferences: [{kind: ReplicaSet, name: a, controller: true}]}}
)"));
  EXPECT_EQ(mesh.workloads().all().size(), 2u);
}

/// Whether the one workload of a text gets a sidecar.
bool Injected(const std::string& yaml) {
  Mesh mesh(ObjectsOf(yaml));
  return mesh.workloads().all()[0].injected;
}

std::string Pod(const std::string& metadata, const std::string& spec = "") {
  return "{apiVersion: v1, kind: Pod, metadata: {name: a" + metadata + "}, spec: {" + spec + "}}\n---\n";
}

std::string NamespaceWith(const std::string& labels) {
  return "{apiVersion: v1, kind: Namespace, metadata: {name: default, labels: {" + labels + "}}}\n---\n";
}

TEST(Injection, ContainerBeforeLabelBeforeAnnotationBeforeNamespace) {
  std::string enabled = NamespaceWith("istio-injection: enabled");
  std::string disabled = NamespaceWith("istio-injection: disabled");
  EXPECT_FALSE(Injected(Pod("")));
  EXPECT_TRUE(Injected(enabled + Pod("")));
  EXPECT_FALSE(Injected(disabled + Pod("")));
  EXPECT_TRUE(Injected(NamespaceWith("istio.io/rev: canary") + Pod("")));
  EXPECT_FALSE(Injected(NamespaceWith("istio-injection: disabled, istio.io/rev: canary") + Pod("")));
  EXPECT_TRUE(Injected(Pod(", labels: {istio.io/rev: canary}")));
  EXPECT_FALSE(Injected(enabled + Pod(", labels: {sidecar.istio.io/inject: \"false\"}")));
  EXPECT_TRUE(Injected(disabled + Pod(", annotations: {sidecar.istio.io/inject: \"true\"}")));
  EXPECT_FALSE(Injected(enabled + Pod("", "hostNetwork: true")));
  EXPECT_TRUE(Injected(Pod(", labels: {sidecar.istio.io/inject: \"false\"}",
                           "containers: [{name: istio-proxy, image: proxy}]")));
  EXPECT_FALSE(Injected(Pod("", "containers: [{name: istio-proxy}]"))) << "without an image it is no proxy";
}

TEST(Endpoints, ArePodsOfTheServicesNamespace) {
  Mesh mesh(
      ObjectsOf(std::string(kService) + Deployment("web", "{app: web}") + Deployment("db", "{app: db}") +
                "{apiVersion: v1, kind: Pod, metadata: {name: far, namespace: other, labels: {app: web}}}"));
  EXPECT_EQ(Endpoints(mesh), (Names{"web-0 :3000", "web-1 :3000"}));
}

TEST(Endpoints, NeedASelector) {
  Mesh mesh(
      ObjectsOf("{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}\n---\n" +
                Deployment("web", "{app: web}")));
  EXPECT_EQ(Endpoints(mesh), Names{});
}

TEST(Endpoints, FollowNamedPorts) {
  std::string service =
      "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: "
      "80, "
      "targetPort: web}]}}\n---\n";
  std::string without = "{apiVersion: v1, kind: Pod, metadata: {name: without, labels: {app: web}}}";
  Mesh mesh(ObjectsOf(service + Deployment("web", "{app: web}") + without));
  EXPECT_EQ(Endpoints(mesh), (Names{"web-0 :3000", "web-1 :3000"}));
}

TEST(Endpoints, OfAServiceEntryAreItsAddresses) {
  Mesh mesh(ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: db}
spec:
  hosts: [db.example.com]
  ports: [{number: 5432, name: tcp, protocol: TCP, targetPort: 15432}]
  resolution: STATIC
  endpoints:
  - {address: 10.0.0.1, serviceAccount: db, locality: eu/a, weight: 3}
  - {address: 10.0.0.2, ports: {tcp: 25432}, labels: {security.istio.io/tlsMode: istio}}
  - {address: "unix:///var/run/db"}
)"));
  EXPECT_EQ(Endpoints(mesh), (Names{"10.0.0.1 10.0.0.1:15432", "10.0.0.2 10.0.0.2:25432",
                                    "unix:///var/run/db unix:///var/run/db:0"}));
  const Service& service = mesh.services().all()[0];
  std::vector<Endpoint> endpoints = mesh.EndpointsOf(service, service.ports[0]);
  EXPECT_TRUE(endpoints[0].injected);
  EXPECT_EQ(endpoints[0].weight, 3);
  EXPECT_EQ(endpoints[0].locality, "eu/a");
  EXPECT_TRUE(endpoints[1].injected);
  EXPECT_FALSE(endpoints[2].injected);
}

TEST(Endpoints, OfADnsServiceWithoutAnyAreItsHost) {
  Mesh mesh(ObjectsOf(R"(apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: api}
spec: {hosts: [api.example.com], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DNS}
)"));
  EXPECT_EQ(Endpoints(mesh), Names{"api.example.com api.example.com:443"});
}

TEST(Endpoints, OfAServiceEntryWithSelectorAreWorkloads) {
  Mesh mesh(ObjectsOf(Deployment("web", "{app: web}") + R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: web}
spec:
  hosts: [web.example.com]
  ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]
  resolution: STATIC
  workloadSelector: {labels: {app: web}}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: vm, labels: {app: web}}
spec: {address: 10.0.0.9, ports: {http: 9090}}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: named, labels: {app: web}}
spec: {address: vm.example.com}
)"));
  EXPECT_EQ(Endpoints(mesh), (Names{"web-0 :8080", "web-1 :8080", "vm 10.0.0.9:9090"}))
      << "a host name is no address for a service that is not looked up by DNS";
}

TEST(ServicesOf, AreThoseThatSelectTheWorkload) {
  Mesh mesh(ObjectsOf(std::string(kService) + Deployment("web", "{app: web}") +
                      Deployment("db", "{app: db}") +
                      "{apiVersion: v1, kind: Service, metadata: {name: bare}}"));
  std::vector<const Service*> services = mesh.ServicesOf(*mesh.workloads().Find("default", "web"));
  ASSERT_EQ(services.size(), 1u);
  EXPECT_EQ(services[0]->name, "web");
  EXPECT_TRUE(mesh.ServicesOf(*mesh.workloads().Find("default", "db")).empty());
}

TEST(Indexes, AgreeWithTryingEveryPair) {
  std::mt19937 random(7);
  auto some_labels = [&random] {
    std::string labels;
    for (std::string_view key : {"a", "b", "c"}) {
      if (random() % 2 == 0) continue;
      labels += (labels.empty() ? "" : ", ") + std::string(key) + ": v" + std::to_string(random() % 3);
    }
    return "{" + labels + "}";
  };
  std::string yaml;
  for (int i = 0; i < 60; ++i) {
    yaml += "{apiVersion: v1, kind: Pod, metadata: {name: p" + std::to_string(i) + ", namespace: n" +
            std::to_string(random() % 3) + ", labels: " + some_labels() + "}}\n---\n";
  }
  Mesh mesh(ObjectsOf(yaml));
  std::span<const Workload> all = mesh.workloads().all();
  SelectorIndex selectors;
  for (std::uint32_t i = 0; i < all.size(); ++i) selectors.Add(all[i].ns, *all[i].labels, i);
  selectors.Freeze();
  for (const Workload& asked : all) {
    std::vector<const Workload*> here, anywhere;
    std::vector<std::uint32_t> selecting;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      const Workload& other = all[i];
      bool satisfies = other.labels->Satisfy(*asked.labels);
      if (satisfies) anywhere.push_back(&other);
      if (satisfies && other.ns == asked.ns) here.push_back(&other);
      if (other.ns == asked.ns && asked.labels->Satisfy(*other.labels)) selecting.push_back(i);
    }
    EXPECT_EQ(mesh.workloads().Matching(asked.ns, *asked.labels), here);
    EXPECT_EQ(mesh.workloads().MatchingAnywhere(*asked.labels), anywhere);
    EXPECT_EQ(selectors.Selecting(asked.ns, *asked.labels), selecting);
  }
}

}  // namespace
}  // namespace meshctl::mesh
