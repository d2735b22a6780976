// SPDX-License-Identifier: Apache-2.0
#include "route/compile/scope.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "mesh/config_file.h"
#include "route/compile/virtual_hosts.h"
#include "testing/objects.h"
#include "testing/recorded_services.h"
#include "testing/table_cases.h"

namespace meshctl::route {
namespace {

using testing::Field;
using testing::RecordedServices;
using testing::TextField;

using Names = std::vector<std::string>;

mesh::Mesh MeshOf(const std::string& yaml, mesh::MeshConfig config = {}) {
  return mesh::Mesh(testing::ObjectsOf(yaml), std::move(config));
}

/// `namespace/host:port,port`.
std::string Describe(const mesh::Service& service) {
  Names ports;
  for (const mesh::ServicePort& port : service.ports) ports.push_back(fmt::format("{}", port.number));
  return fmt::format("{}/{}:{}", service.ns, service.hostname, fmt::join(ports, ","));
}

Names Describe(const std::vector<const mesh::Service*>& services) {
  Names names;
  for (const mesh::Service* service : services) names.push_back(Describe(*service));
  return names;
}

Names Expected(const Json& services) {
  Names names;
  const RecordedServices recorded(services);
  for (const mesh::Service& service : recorded.all()) names.push_back(Describe(service));
  return names;
}

/// The scope of a sidecar in `ns`.
struct Fixture {
  explicit Fixture(const mesh::Mesh& mesh, std::string_view ns)
      : Fixture(mesh, mesh.services(), ns, model::Labels()) {}
  Fixture(const mesh::Mesh& mesh, const mesh::ServiceDirectory& services, std::string_view ns,
          const model::Labels& labels)
      : rules(mesh), proxy(ProxyIn(ns, labels)), scope(mesh, services, proxy, rules) {}

  static Proxy ProxyIn(std::string_view ns, const model::Labels& labels) {
    Proxy proxy;
    proxy.ns = proxy.workload_ns = ns;
    proxy.labels = labels;
    return proxy;
  }

  RuleBook rules;
  Proxy proxy;
  Scope scope;
};

/// The Sidecar of a row, moved to where the row's proxy is.
std::string SidecarIn(Json sidecar, const std::string& ns) {
  if (!sidecar.is_object()) return {};
  sidecar["metadata"]["namespace"] = ns;
  sidecar["spec"].erase("workloadSelector");
  return sidecar.dump() + "\n---\n";
}

mesh::MeshConfig WithoutDomain() {
  mesh::MeshConfig config;
  config.short_name_domain.clear();
  return config;
}

TEST(Scope, HoldsTheServicesThatIstioRecorded) {
  testing::ForEachRow("model.CreateSidecarScope", [](const Json& row) {
    std::string text = SidecarIn(Field(row, "sidecarConfig"), "mynamespace");
    for (const Json& config : Field(row, "virtualServices")) text += config.dump() + "\n---\n";
    const mesh::Mesh mesh = MeshOf(text, WithoutDomain());
    const RecordedServices services(Field(row, "services"));
    const mesh::ServiceDirectory directory = services.Directory();
    const Fixture fixture(mesh, directory, "mynamespace", model::Labels());
    Names actual = Describe(fixture.scope.services());
    Names expected = Expected(Field(row, "expectedServices"));
    if (Field(row, "virtualServices").is_array()) {
      // Found through destinations, which Istio keeps in no order.
      std::ranges::sort(actual);
      std::ranges::sort(expected);
    }
    EXPECT_EQ(actual, expected);
  });
}

/// The hosts of an egress listener, as they are written.
Json HostsOf(const Json& by_namespace) {
  Json hosts = Json::array();
  for (const auto& [ns, entries] : by_namespace.items()) {
    for (const Json& host : Field(entries, "allHosts")) hosts.push_back(ns + "/" + host.get<std::string>());
    for (const Json& host : Field(entries, "excludedHosts"))
      hosts.push_back(fmt::format("~{}/{}", ns == "*" ? "" : ns, host.get<std::string>()));
  }
  return hosts;
}

TEST(Imports, SelectTheServicesThatIstioRecorded) {
  testing::ForEachRow("model.IstioEgressListenerWrapper", [](const Json& row) {
    const std::string ns = TextField(row, "namespace");
    const Json sidecar = {{"apiVersion", "networking.istio.io/v1"},
                          {"kind", "Sidecar"},
                          {"metadata", {{"name", "default"}}},
                          {"spec", {{"egress", {{{"hosts", HostsOf(Field(row, "listenerHosts"))}}}}}}};
    const model::Manifests manifests = testing::ObjectsOf(sidecar.dump());
    const model::Sidecar decoded = model::DecodeSidecar(manifests.objects().front());
    const RecordedServices services(Field(row, "services"), RecordedServices::Age::kAsListed);
    std::vector<const mesh::Service*> candidates;
    for (const mesh::Service& service : services.all()) candidates.push_back(&service);
    const Imports imports(decoded.egress.front().hosts, ns);
    EXPECT_EQ(Describe(SelectImported(candidates, imports, ns)), Expected(Field(row, "expected")));
  });
}

TEST(Scope, HasTheOutboundTrafficPolicyThatIstioRecorded) {
  testing::ForEachRow("model.SidecarOutboundTrafficPolicy", [](const Json& row) {
    mesh::MeshConfig config;
    const Json written = Field(row, "meshConfig");
    const std::string text = written.contains("meshYaml") ? TextField(written, "meshYaml") : written.dump();
    diag::Report report;
    mesh::MergeMeshConfig(std::make_shared<source::SourceFile>("mesh.yaml", text), config, report);
    const mesh::Mesh mesh = MeshOf(SidecarIn(Field(row, "sidecar"), "not-default"), config);
    const Fixture fixture(mesh, "not-default");
    const OutboundPolicy policy = fixture.scope.outbound_policy();
    const Json expected = Field(row, "outboundTrafficPolicy");
    const std::string mode = TextField(expected, "mode");
    EXPECT_EQ(policy.mode, mode == "ALLOW_ANY"               ? mesh::OutboundPolicy::kAllowAny
                           : mode == "ALLOW_ANY_DYNAMIC_DNS" ? mesh::OutboundPolicy::kAllowAnyDynamicDns
                                                             : mesh::OutboundPolicy::kRegistryOnly);
    const Json proxy = Field(expected, "egressProxy");
    ASSERT_EQ(policy.egress_proxy != nullptr, proxy.is_object());
    if (!policy.egress_proxy) return;
    EXPECT_EQ(*policy.egress_proxy->host, TextField(proxy, "host"));
    EXPECT_EQ(*policy.egress_proxy->subset, TextField(proxy, "subset"));
    EXPECT_EQ(policy.egress_proxy->port.value.value_or(0), Field(proxy, "port").value("number", 0));
  });
}

TEST(EgressHosts, FindTheMostSpecificVirtualServiceThatIstioRecorded) {
  testing::ForEachRow("model.ComputeWildcardHostVirtualServiceIndex", [](const Json& row) {
    std::string text;
    for (const Json& config : row["virtualServices"]) text += config.dump() + "\n---\n";
    const mesh::Mesh mesh = MeshOf(text, WithoutDomain());
    Egress egress;
    for (const Json& config : row["virtualServices"]) {
      const Json& metadata = config["metadata"];
      egress.virtual_services.push_back(
          mesh.FindVirtualService(TextField(metadata, "namespace"), TextField(metadata, "name")));
    }
    RuleBook rules(mesh);
    const EgressHosts hosts(egress, rules);
    for (const Json& service : row["services"]) {
      const std::string host = TextField(service, "hostname");
      const model::VirtualService* const found = hosts.MostSpecific(host);
      const Json expected = Field(row["expectedIndex"], host.c_str());
      ASSERT_EQ(found != nullptr, expected.is_object()) << host;
      if (found) {
        EXPECT_EQ(found->name(), TextField(expected, "name")) << host;
        EXPECT_EQ(found->ns(), TextField(expected, "namespace")) << host;
      }
    }
  });
}

constexpr const char* kServices = R"(
apiVersion: v1
kind: Service
metadata: {name: a, namespace: shop}
spec: {ports: [{name: http, port: 80}, {name: http-more, port: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: b, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: c, namespace: vault, annotations: {networking.istio.io/exportTo: "."}}
spec: {ports: [{name: http, port: 80}]}
---
)";

std::string Sidecar(const std::string& ns, const std::string& spec) {
  return fmt::format(
      "{{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {{name: s, namespace: {}}}, spec: "
      "{{{}}}}}\n---\n",
      ns, spec);
}

TEST(Scope, WithoutASidecarEverythingExported) {
  const mesh::Mesh mesh = MeshOf(kServices);
  EXPECT_EQ(Describe(Fixture(mesh, "blog").scope.services()),
            (Names{"shop/a.shop.svc.cluster.local:80,8080", "shop/b.shop.svc.cluster.local:80"}));
}

TEST(Scope, TheSidecarOfTheRootNamespaceMeansTheClientsNamespaceByDot) {
  const mesh::Mesh mesh = MeshOf(kServices + Sidecar("istio-system", "egress: [{hosts: [./*]}]"));
  EXPECT_EQ(Describe(Fixture(mesh, "vault").scope.services()), (Names{"vault/c.vault.svc.cluster.local:80"}));
}

TEST(Scope, ExclusionsWinOverImports) {
  const mesh::Mesh mesh =
      MeshOf(kServices + Sidecar("blog", "egress: [{hosts: ['*/*', '~shop/a.shop.svc.cluster.local']}]"));
  EXPECT_EQ(Describe(Fixture(mesh, "blog").scope.services()), (Names{"shop/b.shop.svc.cluster.local:80"}));
}

TEST(Scope, DestinationsAreKnownWithThePortsThatRoutesName) {
  const mesh::Mesh mesh =
      MeshOf(kServices + Sidecar("blog", "egress: [{hosts: [shop/b.shop.svc.cluster.local]}]") +
             "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: b, namespace: "
             "shop}, spec: "
             "{hosts: [b], http: [{route: [{destination: {host: a, port: {number: 8080}}}]}]}}\n");
  const Fixture fixture(mesh, "blog");
  EXPECT_EQ(Describe(fixture.scope.services()),
            (Names{"shop/b.shop.svc.cluster.local:80", "shop/a.shop.svc.cluster.local:8080"}));
  EXPECT_EQ(fixture.scope.egress().front().services.size(), 1u) << "it is no host of its own";
}

TEST(Scope, AListenerWithAPortComesFirstAndSeesThatPortOnly) {
  const mesh::Mesh mesh =
      MeshOf(kServices + Sidecar("blog",
                                 "egress: [{hosts: ['*/*']}, {port: {number: 8080, protocol: HTTP, name: h}, "
                                 "hosts: [shop/*]}]"));
  const Fixture fixture(mesh, "blog");
  ASSERT_EQ(fixture.scope.egress().size(), 2u);
  EXPECT_EQ(fixture.scope.EgressFor(8080), &fixture.scope.egress()[0]);
  EXPECT_EQ(fixture.scope.EgressFor(80), &fixture.scope.egress()[1]);
  EXPECT_EQ(Describe(fixture.scope.egress()[0].services), (Names{"shop/a.shop.svc.cluster.local:8080"}));
}

TEST(Scope, CaptureModeNoneListensOnTheLoopback) {
  const mesh::Mesh mesh =
      MeshOf(kServices + Sidecar("blog", "egress: [{captureMode: NONE, hosts: ['*/*']}]"));
  EXPECT_EQ(Fixture(mesh, "blog").scope.egress().front().bind, "127.0.0.1");
}

TEST(Scope, ServicesOfOneHostAndNamespaceShareTheirPorts) {
  const mesh::Mesh mesh = MeshOf(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: one, namespace: shop}
spec: {hosts: [x.example], resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: two, namespace: shop}
spec: {hosts: [x.example], resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: three, namespace: blog}
spec: {hosts: [x.example], resolution: DNS, ports: [{number: 8080, name: http, protocol: HTTP}]}
)");
  EXPECT_EQ(Describe(Fixture(mesh, "shop").scope.services()), (Names{"shop/x.example:80,443"}));
  EXPECT_EQ(Describe(Fixture(mesh, "blog").scope.services()), (Names{"blog/x.example:8080"}));
}

}  // namespace
}  // namespace meshctl::route
