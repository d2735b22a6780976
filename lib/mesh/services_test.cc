// SPDX-License-Identifier: Apache-2.0
#include "mesh/services.h"

#include <gtest/gtest.h>

#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;
using Names = std::vector<std::string>;

Mesh MeshOf(std::string_view yaml, MeshConfig config = {}) {
  return Mesh(ObjectsOf(yaml), std::move(config));
}

std::string NameOf(const Service* service) {
  return service ? std::string(service->ns) + "/" + std::string(*service->object->name) : "none";
}

TEST(Service, OfKubernetes) {
  Mesh mesh = MeshOf(R"(apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  clusterIP: 10.0.0.5
  ports:
  - {name: http, port: 80, targetPort: 8080}
  - {name: tcp, port: 81, targetPort: named}
  - {name: grpc, port: 82}
  - {name: broken, port: http}
  - {name: big, port: 70000}
)");
  ASSERT_EQ(mesh.services().all().size(), 1u);
  const Service& service = mesh.services().all()[0];
  EXPECT_EQ(service.hostname, "web.shop.svc.cluster.local");
  EXPECT_EQ(service.resolution, Resolution::kStatic);
  EXPECT_EQ(service.addresses, std::vector<std::string_view>{"10.0.0.5"});
  EXPECT_TRUE(service.export_to.is_public());
  EXPECT_FALSE(service.external);
  ASSERT_EQ(service.ports.size(), 3u) << "what is no port number is no port";
  EXPECT_EQ(service.ports[0].target_number, 8080u);
  EXPECT_EQ(service.ports[0].protocol, Protocol::kHttp);
  EXPECT_EQ(service.ports[1].target_name, "named");
  EXPECT_EQ(service.ports[2].target_number, 82u);
  EXPECT_EQ(service.FindPort(81), &service.ports[1]);
  EXPECT_EQ(service.FindPort(83), nullptr);
}

TEST(Service, OfKubernetesWithoutAddress) {
  Mesh mesh = MeshOf(R"(apiVersion: v1
kind: Service
metadata: {name: a}
spec: {clusterIP: None}
---
apiVersion: v1
kind: Service
metadata: {name: b}
spec: {type: ExternalName, externalName: b.example.com}
)");
  EXPECT_EQ(mesh.services().all()[0].resolution, Resolution::kPassthrough);
  EXPECT_TRUE(mesh.services().all()[0].headless());
  EXPECT_TRUE(mesh.services().all()[0].addresses.empty());
  EXPECT_EQ(mesh.services().all()[1].resolution, Resolution::kAlias);
  EXPECT_EQ(mesh.services().all()[1].alias_of, "b.example.com");
  EXPECT_TRUE(mesh.services().all()[1].external);
}

TEST(Service, OfAServiceEntry) {
  Mesh mesh = MeshOf(R"(apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: db, namespace: shop}
spec:
  hosts: [db.example.com, "*.db.example.com", ""]
  addresses: [10.0.0.0/24, 10.0.1.1/32, "2001:db8::1", nonsense, 10.0.0.0/33]
  ports: [{number: 5432, name: x, protocol: tls, targetPort: 15432}]
  resolution: STATIC
  exportTo: [".", other]
)");
  ASSERT_EQ(mesh.services().all().size(), 2u);
  const Service& service = mesh.services().all()[1];
  EXPECT_EQ(service.hostname, "db.example.com");
  EXPECT_EQ(service.addresses, (std::vector<std::string_view>{"10.0.0.0/24", "10.0.1.1", "2001:db8::1"}));
  EXPECT_EQ(service.ports[0].protocol, Protocol::kTls);
  EXPECT_EQ(service.ports[0].target_number, 15432u);
  EXPECT_TRUE(service.external);
  EXPECT_EQ(service.export_to.namespaces(), (Names{"other", "shop"}));
}

TEST(Service, ResolutionsOfServiceEntries) {
  for (auto [text, resolution] :
       {std::pair{"NONE", Resolution::kPassthrough}, std::pair{"DNS", Resolution::kDns},
        std::pair{"DNS_ROUND_ROBIN", Resolution::kDnsRoundRobin},
        std::pair{"DYNAMIC_DNS", Resolution::kDynamicDns}, std::pair{"nonsense", Resolution::kPassthrough}}) {
    Mesh mesh = MeshOf(
        "{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a}, spec: {hosts: "
        "[a.com], location: MESH_INTERNAL, resolution: " +
        std::string(text) + "}}");
    EXPECT_EQ(mesh.services().all()[0].resolution, resolution) << text;
    EXPECT_FALSE(mesh.services().all()[0].external);
  }
}

constexpr std::string_view kVisibility = R"(
{apiVersion: v1, kind: Service, metadata: {name: everywhere, namespace: a}}
---
apiVersion: v1
kind: Service
metadata: {name: private, namespace: a, annotations: {networking.istio.io/exportTo: "."}}
---
apiVersion: v1
kind: Service
metadata: {name: shared, namespace: a, annotations: {networking.istio.io/exportTo: "., b"}}
---
apiVersion: v1
kind: Service
metadata: {name: hidden, namespace: a, annotations: {networking.istio.io/exportTo: "~,a"}}
---
apiVersion: v1
kind: Service
metadata: {name: all, namespace: a, annotations: {networking.istio.io/exportTo: "*,~"}}
)";

Names VisibleTo(const Mesh& mesh, std::string_view ns) {
  Names names;
  for (const Service* service : mesh.services().VisibleTo(ns)) names.emplace_back(service->name);
  return names;
}

TEST(ServiceDirectory, ShowsExportedServicesByNameFirst) {
  Mesh mesh = MeshOf(kVisibility);
  EXPECT_EQ(VisibleTo(mesh, "a"), (Names{"private", "shared", "all", "everywhere"}));
  EXPECT_EQ(VisibleTo(mesh, "b"), (Names{"shared", "all", "everywhere"}));
  EXPECT_EQ(VisibleTo(mesh, "c"), (Names{"all", "everywhere"}));
}

TEST(ServiceDirectory, TakesDefaultsFromTheMesh) {
  MeshConfig config;
  config.default_service_export_to = {"."};
  Mesh mesh = MeshOf(kVisibility, config);
  EXPECT_EQ(VisibleTo(mesh, "a"), (Names{"everywhere", "private", "shared", "all"}));
  EXPECT_EQ(VisibleTo(mesh, "c"), Names{"all"});
}

constexpr std::string_view kSameHost = R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: entry-a, namespace: a, creationTimestamp: "2020-01-01T00:00:00Z"}
spec: {hosts: [x.c.svc.cluster.local]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: entry-b, namespace: b, creationTimestamp: "2021-01-01T00:00:00Z"}
spec: {hosts: [x.c.svc.cluster.local]}
---
apiVersion: v1
kind: Service
metadata: {name: x, namespace: c, creationTimestamp: "2022-01-01T00:00:00Z"}
)";

TEST(ServiceDirectory, ChoosesOneServiceForAHost) {
  Mesh mesh = MeshOf(kSameHost);
  const ServiceDirectory& services = mesh.services();
  std::string_view host = "x.c.svc.cluster.local";
  EXPECT_EQ(services.OfHost(host).size(), 3u);
  EXPECT_EQ(NameOf(services.Find(host, "other")), "c/x") << "Kubernetes stands above ServiceEntries";
  EXPECT_EQ(NameOf(services.Find(host, "b")), "b/entry-b") << "but not above the client's own";
  EXPECT_EQ(NameOf(services.Find(host, "a")), "a/entry-a");
  EXPECT_EQ(NameOf(services.FindForGateway(host, "b")), "c/x") << "gateways have no own namespace";
  EXPECT_EQ(services.Find("y.c.svc.cluster.local", "a"), nullptr);
}

TEST(ServiceDirectory, ChoosesTheOldestOfEquals) {
  Mesh mesh = MeshOf(R"(
{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a, namespace: a}, spec: {hosts: [x.com]}}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: b, namespace: b, creationTimestamp: "2020-01-01T00:00:00Z"}
spec: {hosts: [x.com]}
)");
  EXPECT_EQ(NameOf(mesh.services().Find("x.com", "c")), "b/b");
  EXPECT_EQ(NameOf(mesh.services().Find("x.com", "a")), "a/a");
}

std::vector<model::Text> Texts(const std::vector<std::string_view>& values) {
  std::vector<model::Text> texts;
  texts.reserve(values.size());
  for (std::string_view value : values) texts.push_back({value, {}});
  return texts;
}

TEST(ServiceDirectory, LooksUpAsAnalyzersDo) {
  Mesh mesh = MeshOf(R"(
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}}
---
apiVersion: v1
kind: Service
metadata: {name: private, namespace: shop, annotations: {networking.istio.io/exportTo: "."}}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: wild, namespace: shop}
spec: {hosts: ["*.example.com"], exportTo: ["."]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: everyones, namespace: shop}
spec: {hosts: ["*.example.org"]}
)");
  auto find = [&mesh](std::string_view host, std::string_view ns,
                      const std::vector<std::string_view>& exports) {
    return NameOf(mesh.services().FindForAnalysis(host, ns, Texts(exports)));
  };
  EXPECT_EQ(find("web", "shop", {}), "shop/web");
  EXPECT_EQ(find("web", "other", {}), "none") << "short names are in the own namespace";
  EXPECT_EQ(find("web.shop.svc.cluster.local", "other", {}), "shop/web");
  EXPECT_EQ(find("web.shop", "shop", {}), "none") << "half a name is no short name";
  EXPECT_EQ(find("private", "shop", {}), "shop/private");
  EXPECT_EQ(find("private.shop.svc.cluster.local", "other", {}), "none");
  EXPECT_EQ(find("private", "shop", {"."}), "shop/private");
  EXPECT_EQ(find("private", "shop", {"other"}), "none") << "only the namespaces listed are searched";
  EXPECT_EQ(find("private.shop.svc.cluster.local", "other", {"shop"}), "shop/private");
  EXPECT_EQ(find("a.example.com", "shop", {}), "shop/wild");
  EXPECT_EQ(find("a.example.com", "other", {}), "none");
  EXPECT_EQ(find("*.a.example.org", "other", {}), "shop/everyones");
  EXPECT_EQ(find("example.org", "other", {}), "none");
}

TEST(ServiceDirectory, FindsOverlappingHostsInOrder) {
  Mesh mesh = MeshOf(R"(
{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a}, spec: {hosts: ["*.com", b.com, a.com]}}
---
{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: b}, spec: {hosts: [a.com]}}
)");
  Names found;
  for (const Service* service : mesh.services().Overlapping("*.com")) found.push_back(service->hostname);
  EXPECT_EQ(found, (Names{"*.com", "a.com", "a.com", "b.com"}));
}

}  // namespace
}  // namespace meshctl::mesh
