// SPDX-License-Identifier: Apache-2.0
#include "route/compile/sidecar_routes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "route/compile/domains.h"
#include "testing/objects.h"
#include "testing/recorded_services.h"
#include "testing/table_cases.h"

namespace meshctl::route {
namespace {

using testing::Field;
using testing::RecordedServices;
using testing::TextField;

mesh::Mesh MeshOf(const std::string& yaml, mesh::MeshConfig config = {}) {
  return mesh::Mesh(testing::ObjectsOf(yaml), std::move(config));
}

using Domains = std::map<std::string, std::set<std::string>>;

Domains DomainsOf(const RouteConfig& config) {
  Domains domains;
  for (const VirtualHost& host : config.hosts)
    domains[host.name] = {host.domains.begin(), host.domains.end()};
  return domains;
}

mesh::MeshConfig Config(bool registry_only) {
  mesh::MeshConfig config;
  config.short_name_domain.clear();
  if (registry_only) config.outbound_policy = mesh::OutboundPolicy::kRegistryOnly;
  return config;
}

TEST(SidecarRoutes, HaveTheVirtualHostsThatIstioRecorded) {
  testing::ForEachRow("core.SidecarOutboundHTTPRouteConfig", [](const Json& row) {
    std::string text;
    if (row["sidecarConfig"].is_object()) text = row["sidecarConfig"].dump() + "\n---\n";
    for (const Json& config : Field(row, "virtualServiceConfigs")) text += config.dump() + "\n---\n";
    const mesh::Mesh mesh = MeshOf(text, Config(row.value("registryOnly", false)));
    const RecordedServices services(row["$services"]);
    const mesh::ServiceDirectory directory = services.Directory();
    Proxy proxy;
    proxy.ns = proxy.workload_ns = "not-default";
    proxy.dns_domain = "default.example.org";
    Compilation compilation(mesh, directory, proxy);
    SidecarRoutes routes(compilation.parts());
    const RouteConfig* const config = routes.Get(TextField(row, "routeName"));
    const Json& expected_hosts = row["expectedHosts"];
    if (!expected_hosts.is_object()) {
      EXPECT_EQ(config, nullptr);
      return;
    }
    ASSERT_NE(config, nullptr);
    Domains expected;
    for (const auto& [name, domains] : expected_hosts.items()) {
      for (const auto& [domain, _] : domains.items()) expected[name].insert(domain);
    }
    EXPECT_EQ(DomainsOf(*config), expected);
    std::size_t count = 0;
    for (const VirtualHost& host : config->hosts) count += host.routes.size();
    const std::size_t written = row.value("expectedRoutes", std::size_t{0});
    EXPECT_EQ(count, written == 0 ? expected.size() : written);
  });
}

TEST(SidecarRoutes, ShareDuplicateHostsAsIstioRecorded) {
  testing::ForEachRow("core.SidecarDuplicateHosts", [](const Json& row) {
    std::string text;
    for (Json config : Field(row, "config")) {
      if (TextField(config["metadata"], "namespace").empty()) config["metadata"]["namespace"] = "default";
      text += config.dump() + "\n---\n";
    }
    const mesh::Mesh mesh = MeshOf(text, Config(false));
    const RecordedServices services(row["services"], RecordedServices::Age::kAsListed);
    const mesh::ServiceDirectory directory = services.Directory();
    Proxy proxy;
    proxy.ns = proxy.workload_ns = "default";
    Compilation compilation(mesh, directory, proxy);
    SidecarRoutes routes(compilation.parts());
    const RouteConfig* const config = routes.Get("80");
    ASSERT_NE(config, nullptr);
    Domains expected;
    for (const auto& [name, domains] : row["expectedHosts"].items()) {
      for (const Json& domain : domains) expected[name].insert(domain.get<std::string>());
    }
    EXPECT_EQ(DomainsOf(*config), expected);
    for (const VirtualHost& host : config->hosts) {
      ASSERT_FALSE(host.routes.empty()) << host.name;
      EXPECT_EQ(host.routes.front()->action->destinations.front().cluster->name,
                TextField(row["expectedDestination"], host.name.c_str()));
    }
  });
}

TEST(Domains, AreThoseThatIstioRecorded) {
  testing::ForEachRow("core.GenerateVirtualHostDomains", [](const Json& row) {
    const RecordedServices services(Json::array({row["service"]}));
    const mesh::Service& service = services.all().front();
    const Json node = row["node"];
    Proxy proxy;
    for (const Json& address : Field(node, "iPAddresses"))
      proxy.addresses.push_back(address.get<std::string>());
    std::set<std::string> actual, expected;
    for (const Domain& domain :
         DomainsOf(service, service.hostname, {}, proxy, TextField(node, "dNSDomain"), 0)) {
      actual.insert(domain.name);
    }
    for (const Json& domain : row["want"]) expected.insert(domain.get<std::string>());
    EXPECT_EQ(actual, expected);
  });
}

constexpr const char* kServices = R"(
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.0.0.1, ports: [{name: http, port: 80}, {name: http-more, port: 8080}, {port: 7000}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: 10.0.0.2, ports: [{name: tcp, port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: old-web, namespace: shop}
spec: {type: ExternalName, externalName: web.shop.svc.cluster.local, ports: [{name: http, port: 80}]}
---
)";

/// The domains of a configuration in the mesh of `text`, for a client in namespace `shop`.
Domains HostsOf(const std::string& text, std::string_view name) {
  const mesh::Mesh mesh = MeshOf(text);
  Proxy proxy;
  proxy.ns = proxy.workload_ns = "shop";
  Compilation compilation(mesh, mesh.services(), proxy);
  SidecarRoutes routes(compilation.parts());
  const RouteConfig* const config = routes.Get(name);
  return config ? DomainsOf(*config) : Domains();
}

TEST(SidecarRoutes, AnAliasIsAmongTheNamesOfWhatItStandsFor) {
  const Domains hosts = HostsOf(kServices, "80");
  EXPECT_EQ(hosts.at("web.shop.svc.cluster.local:80"),
            (std::set<std::string>{"web.shop.svc.cluster.local", "web.shop.svc.cluster.local.", "web",
                                   "web.shop.svc", "web.shop", "old-web.shop.svc.cluster.local",
                                   "old-web.shop.svc.cluster.local.", "old-web", "old-web.shop.svc",
                                   "old-web.shop", "10.0.0.1"}));
  EXPECT_EQ(hosts.size(), 2u) << "and the catch-all";
}

TEST(SidecarRoutes, AVirtualServiceClaimsNoServiceWhosePortIsNotHttp) {
  const Domains hosts = HostsOf(std::string(kServices) + R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: all, namespace: shop}
spec: {hosts: ["*.shop.svc.cluster.local"], http: [{route: [{destination: {host: web}}]}]}
)",
                                "8080");
  EXPECT_TRUE(hosts.contains("web.shop.svc.cluster.local:8080"));
  EXPECT_FALSE(hosts.contains("db.shop.svc.cluster.local:8080"));
}

TEST(SidecarRoutes, OfASniffedPortOneHostForAllNames) {
  EXPECT_EQ(HostsOf(kServices, "web.shop.svc.cluster.local:7000"),
            (Domains{{"web.shop.svc.cluster.local:7000", {"*"}}}));
  EXPECT_TRUE(HostsOf(kServices, "nobody.example:7000").empty());
}

TEST(SidecarRoutes, OfAnHttpProxyAllPortsTogether) {
  const std::string text = std::string(kServices) + R"(
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: shop}
spec:
  egress: [{port: {number: 3128, protocol: HTTP_PROXY, name: proxy}, bind: 127.0.0.1, hosts: ["shop/web.shop.svc.cluster.local"]}]
)";
  const Domains hosts = HostsOf(text, "3128");
  EXPECT_TRUE(hosts.at("web.shop.svc.cluster.local:80").contains("web"));
  EXPECT_TRUE(hosts.at("web.shop.svc.cluster.local:8080").contains("web:8080"));
  EXPECT_FALSE(hosts.at("web.shop.svc.cluster.local:8080").contains("web"));
}

TEST(SidecarRoutes, OfServicesOfOneHostTheLastOneWithThePortCounts) {
  const Domains hosts = HostsOf(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: one, namespace: shop, creationTimestamp: "2020-01-01T00:00:00Z"}
spec: {hosts: [x.example], addresses: [1.1.1.1], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: two, namespace: shop, creationTimestamp: "2021-01-01T00:00:00Z"}
spec: {hosts: [x.example], addresses: [2.2.2.2], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}
)",
                                "80");
  EXPECT_EQ(hosts.at("x.example:80"), (std::set<std::string>{"x.example", "x.example.", "2.2.2.2"}));
}

}  // namespace
}  // namespace meshctl::route
