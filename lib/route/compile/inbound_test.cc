// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "mesh/mesh.h"
#include "route/compile.h"
#include "route/decide.h"
#include "testing/conformance.h"
#include "testing/text_mesh.h"

namespace meshctl::route {
namespace {

using Json = nlohmann::json;
using meshctl::testing::TextMesh;

/// A workload `shop/web` behind a service with a port of each kind, and a PeerAuthentication for it.
std::string Web(std::string_view peers) {
  return fmt::format(R"(
{{apiVersion: v1, kind: Pod, metadata: {{name: web, namespace: shop, labels: {{app: web, sidecar.istio.io/inject: "true"}}}}}}
---
{{apiVersion: v1, kind: Service, metadata: {{name: web, namespace: shop}}, spec: {{selector: {{app: web}}, ports: [
  {{name: http, port: 80, targetPort: 8080}}, {{name: tcp, port: 90, targetPort: 9090}}, {{name: what, port: 100, targetPort: 10000}}]}}}}
---
{{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {{name: p, namespace: shop}}, spec: {{selector: {{matchLabels: {{app: web}}}}, {}}}}}
)",
                     peers);
}

RouteTable TableOf(const mesh::Mesh& mesh) {
  return Compile(mesh, SidecarOf(*mesh.workloads().Find("shop", "web")));
}

struct Call {
  http::Tls tls = http::Tls::kPlaintext;
  http::Protocol protocol = http::Protocol::kHttp;
};

/// `forwarded to inbound|8080|| by http`, or the outcome.
std::string Received(const RouteTable& table, std::uint16_t port, Call call) {
  http::Request request;
  request.port = port;
  request.tls = call.tls;
  request.protocol = call.protocol;
  request.authority = "anything.example";
  const Decision decision = DecideInbound(table, request);
  if (decision.outcome != Outcome::kForwarded) return std::string(Name(decision.outcome));
  EXPECT_EQ(decision.destinations().size(), 1u);
  return fmt::format("{} as {}", decision.destinations().front().cluster->name,
                     decision.chain->http ? "http" : "tcp");
}

/// What a port of one kind does under one mode, in the words of `Received`: for plaintext HTTP and TCP, for
/// TLS from outside of the mesh, for mTLS that carries HTTP and TCP.
struct Row {
  std::uint16_t port;
  std::string_view mode;
  std::string plain_http, plain_tcp, tls, mtls_http, mtls_tcp;
};

TEST(Inbound, TakesWhatTheModeOfThePortAdmits) {
  const std::string kHttp = "inbound|8080|| as http", kTcp = "inbound|9090|| as tcp",
                    kAutoHttp = "inbound|10000|| as http", kAutoTcp = "inbound|10000|| as tcp",
                    kRestHttp = "InboundPassthroughCluster as http",
                    kRestTcp = "InboundPassthroughCluster as tcp", kNoChain = "no-filter-chain",
                    kBadCertificate = "mutual-tls-error", kNotHttp = "protocol-error";
  const Row rows[] = {
      {8080, "DISABLE", kHttp, kNotHttp, kNotHttp, kNotHttp, kNotHttp},
      {8080, "PERMISSIVE", kHttp, kNotHttp, kNoChain, kHttp, kNotHttp},
      {8080, "STRICT", kNoChain, kNoChain, kBadCertificate, kHttp, kNotHttp},
      {9090, "DISABLE", kTcp, kTcp, kTcp, kTcp, kTcp},
      {9090, "PERMISSIVE", kTcp, kTcp, kTcp, kTcp, kTcp},
      {9090, "STRICT", kNoChain, kNoChain, kBadCertificate, kTcp, kTcp},
      {10000, "DISABLE", kAutoHttp, kAutoTcp, kAutoTcp, kAutoTcp, kAutoTcp},
      {10000, "PERMISSIVE", kAutoHttp, kAutoTcp, kAutoTcp, kAutoHttp, kAutoTcp},
      {10000, "STRICT", kNoChain, kNoChain, kBadCertificate, kAutoHttp, kAutoTcp},
      {7777, "DISABLE", kRestHttp, kRestTcp, kRestTcp, kRestTcp, kRestTcp},
      {7777, "PERMISSIVE", kRestHttp, kRestTcp, kRestTcp, kRestHttp, kRestTcp},
      {7777, "STRICT", kNoChain, kNoChain, kBadCertificate, kRestHttp, kRestTcp},
  };
  using http::Protocol;
  using http::Tls;
  for (const bool by_port : {false, true}) {
    for (const Row& row : rows) {
      SCOPED_TRACE(fmt::format("port {} {} {}", row.port, row.mode, by_port ? "by port" : "by workload"));
      // The same table holds for a mode of the port's own, whatever the others' is.
      const std::string peers =
          by_port ? fmt::format("mtls: {{mode: {}}}, portLevelMtls: {{{}: {{mode: {}}}}}",
                                row.mode == "STRICT" ? "DISABLE" : "STRICT", row.port, row.mode)
                  : fmt::format("mtls: {{mode: {}}}", row.mode);
      const mesh::Mesh mesh = TextMesh(Web(peers));
      const RouteTable table = TableOf(mesh);
      EXPECT_EQ(Received(table, row.port, {Tls::kPlaintext, Protocol::kHttp}), row.plain_http);
      EXPECT_EQ(Received(table, row.port, {Tls::kPlaintext, Protocol::kTcp}), row.plain_tcp);
      EXPECT_EQ(Received(table, row.port, {Tls::kTls, Protocol::kHttp}), row.tls);
      EXPECT_EQ(Received(table, row.port, {Tls::kMutual, Protocol::kHttp}), row.mtls_http);
      EXPECT_EQ(Received(table, row.port, {Tls::kMutual, Protocol::kTcp}), row.mtls_tcp);
    }
  }
}

TEST(Inbound, NamesThingsAsEnvoyDoes) {
  const mesh::Mesh mesh = TextMesh(Web("mtls: {mode: STRICT}"));
  const RouteTable table = TableOf(mesh);
  http::Request request;
  request.port = 8080;
  request.tls = http::Tls::kMutual;
  const Decision decision = DecideInbound(table, request);
  EXPECT_EQ(decision.listener->name, "virtualInbound");
  EXPECT_EQ(decision.chain->name, "0.0.0.0_8080");
  EXPECT_EQ(decision.config->name, "inbound|8080||");
  EXPECT_EQ(decision.host->name, "inbound|http|80") << "the port of the service";
  EXPECT_EQ(decision.route->name, "default");
  EXPECT_EQ(decision.chain->owner, "Service shop/web");
  EXPECT_EQ(decision.chain->mtls.mode, mesh::MtlsMode::kStrict);
  EXPECT_EQ(decision.chain->mtls.span.text(), "STRICT");
}

TEST(Inbound, TheListenersOwnPortLeadsNowhere) {
  const mesh::Mesh mesh = TextMesh(Web("mtls: {mode: DISABLE}"));
  const RouteTable table = TableOf(mesh);
  EXPECT_EQ(Received(table, 15006, {}), "BlackHoleCluster as tcp");
  http::Request request;
  request.port = 15006;
  EXPECT_EQ(Decide(table, request).destinations().front().cluster->name, "BlackHoleCluster")
      << "also for what the workload sends there";
}

TEST(Inbound, OfTwoServicesOnOnePortTheOlderSaysTheProtocol) {
  const mesh::Mesh mesh = TextMesh(Web("mtls: {mode: DISABLE}") + R"(
---
{apiVersion: v1, kind: Service, metadata: {name: younger, namespace: shop, creationTimestamp: "2026-01-02T00:00:00Z"}, spec: {selector: {app: web}, ports: [{name: tcp, port: 80, targetPort: 8080}]}}
)");
  const RouteTable table = TableOf(mesh);
  EXPECT_EQ(Received(table, 8080, {http::Tls::kPlaintext, http::Protocol::kTcp}), "protocol-error");
  const auto cluster = std::ranges::find(table.clusters, "inbound|8080||", &Cluster::name);
  ASSERT_NE(cluster, table.clusters.end());
  EXPECT_EQ(cluster->received_for,
            (std::vector<std::string>{"web.shop.svc.cluster.local", "younger.shop.svc.cluster.local"}));
  ASSERT_EQ(table.omissions.size(), 1u);
  EXPECT_EQ(table.omissions.front().reason,
            "port 8080 of the workload speaks HTTP, as the older Service shop/web says");
}

TEST(Inbound, SidecarListenersTakeThePlaceOfServices) {
  const mesh::Mesh mesh = TextMesh(Web("mtls: {mode: PERMISSIVE}") + R"(
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s, namespace: shop}
spec:
  ingress:
  - port: {number: 8080, name: http, protocol: HTTP}
    defaultEndpoint: 127.0.0.1:80
  - port: {number: 7000, name: tcp, protocol: TCP}
    defaultEndpoint: unix:///var/run/app.sock
  - port: {number: 7001, name: tcp, protocol: TCP}
    captureMode: NONE
    bind: 10.0.0.9
)");
  const RouteTable table = TableOf(mesh);
  EXPECT_EQ(Received(table, 8080, {}), "inbound|8080|| as http");
  EXPECT_EQ(Received(table, 9090, {}), "InboundPassthroughCluster as http")
      << "of the service, not the Sidecar";
  EXPECT_EQ(Received(table, 7001, {}), "inbound|7001|| as tcp");
  const auto endpoint = [&](std::string_view name) {
    const auto cluster = std::ranges::find(table.clusters, name, &Cluster::name);
    const Endpoint& first = cluster->endpoints.at(0);
    return fmt::format("{} {}", first.address, first.port);
  };
  EXPECT_EQ(endpoint("inbound|8080||"), "127.0.0.1 80");
  EXPECT_EQ(endpoint("inbound|7000||"), "unix:///var/run/app.sock 0");
  http::Request request;
  request.port = 7001;
  EXPECT_EQ(DecideInbound(table, request).listener->name, "10.0.0.9_7001") << "a listener of its own";
}

/// Sidecar ingress with TLS of the user's, under one mode, with or without istiod's switch.
std::string Terminated(std::string_view tls_mode, std::string_view mtls_mode, bool enabled, http::Tls tls,
                       std::string certificate = {}) {
  mesh::MeshConfig config;
  config.tls_on_sidecar_ingress = enabled;
  const mesh::Mesh mesh = TextMesh(fmt::format(R"({}---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {{name: s, namespace: shop}}
spec:
  ingress:
  - port: {{number: 8443, name: https, protocol: HTTPS}}
    tls: {{mode: {}, serverCertificate: cert.pem, privateKey: key.pem, caCertificates: ca.pem}}
)",
                                               Web(fmt::format("mtls: {{mode: {}}}", mtls_mode)), tls_mode),
                                   config);
  const RouteTable table = TableOf(mesh);
  http::Request request;
  request.port = 8443;
  request.tls = tls;
  request.certificate = std::move(certificate);
  const Decision decision = DecideInbound(table, request);
  return decision.outcome == Outcome::kForwarded ? decision.chain->http ? "http" : "tcp"
                                                 : std::string(Name(decision.outcome));
}

TEST(Inbound, TlsOfASidecarCountsOnlyWhereItIsEnabledAndMtlsIsNot) {
  using http::Tls;
  EXPECT_EQ(Terminated("SIMPLE", "DISABLE", true, Tls::kTls), "http");
  EXPECT_EQ(Terminated("SIMPLE", "DISABLE", true, Tls::kPlaintext), "no-filter-chain");
  EXPECT_EQ(Terminated("SIMPLE", "DISABLE", true, Tls::kMutual), "mutual-tls-error");
  EXPECT_EQ(Terminated("MUTUAL", "DISABLE", true, Tls::kMutual, "file-cert:cert.pem~key.pem"), "http");
  EXPECT_EQ(Terminated("SIMPLE", "DISABLE", true, Tls::kMutual, "file-cert:cert.pem~key.pem"),
            "mutual-tls-error");
  EXPECT_EQ(Terminated("SIMPLE", "DISABLE", false, Tls::kTls), "tcp") << "the application ends TLS";
  EXPECT_EQ(Terminated("SIMPLE", "STRICT", true, Tls::kTls), "mutual-tls-error");
  EXPECT_EQ(Terminated("SIMPLE", "STRICT", true, Tls::kMutual), "http")
      << "the protocol is that inside of TLS";
}

TEST(Inbound, AgreesWithWhatClientsAreTold) {
  using http::Tls;
  const std::map<mesh::Wire, Tls> tls_of = {{mesh::Wire::kPlaintext, Tls::kPlaintext},
                                            {mesh::Wire::kMeshMtls, Tls::kMutual},
                                            {mesh::Wire::kTls, Tls::kTls}};
  for (const std::string_view mode : {"DISABLE", "PERMISSIVE", "STRICT"}) {
    for (const std::string_view tls : {"", "DISABLE", "SIMPLE", "ISTIO_MUTUAL"}) {
      const std::string rule = tls.empty() ? "" : fmt::format("trafficPolicy: {{tls: {{mode: {}}}}}", tls);
      const mesh::Mesh mesh = TextMesh(fmt::format(R"({}---
{{apiVersion: v1, kind: Pod, metadata: {{name: client, namespace: shop, labels: {{sidecar.istio.io/inject: "true"}}}}}}
---
{{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {{name: r, namespace: shop}}, spec: {{host: web, {}}}}}
)",
                                                   Web(fmt::format("mtls: {{mode: {}}}", mode)), rule));
      const RouteTable table = TableOf(mesh);
      mesh::Transports transports(mesh);
      for (const auto& [port, target] : {std::pair(80, 8080), std::pair(90, 9090), std::pair(100, 10000)}) {
        SCOPED_TRACE(fmt::format("{} to {}, port {}", tls, mode, port));
        const mesh::Transport transport = transports.Between(mesh.workloads().Find("shop", "client"),
                                                             *mesh.workloads().Find("shop", "web"), port);
        http::Request request;
        request.port = static_cast<std::uint16_t>(target);
        request.tls = tls_of.at(transport.wire);
        const Decision decision = DecideInbound(table, request);
        // Bytes of mTLS that the sidecar does not end mean nothing to the application.
        const bool opaque = request.tls == Tls::kMutual && decision.chain &&
                            decision.chain->termination == FilterChain::Termination::kNone;
        EXPECT_EQ(transport.works(), decision.outcome == Outcome::kForwarded && !opaque) << transport.refusal;
      }
    }
  }
}

/// A proxy without a workload, as istiod's own tests have it.
Proxy ProxyAt(std::string address) {
  Proxy proxy;
  proxy.name = "proxy";
  proxy.ns = proxy.workload_ns = "default";
  proxy.addresses = {std::move(address)};
  return proxy;
}

TEST(Inbound, ServiceEntriesAreFoundByAddressInTheProxysNamespace) {
  const mesh::Mesh mesh = TextMesh(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: own, namespace: default}
spec: {hosts: [own.example], ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC, endpoints: [{address: 1.1.1.1, ports: {http: 8080}}, {address: 2.2.2.2}]}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: other, namespace: other}
spec: {hosts: [other.example], ports: [{number: 90, name: tcp, protocol: TCP}], resolution: STATIC, endpoints: [{address: 1.1.1.1}]}
)");
  const RouteTable table = Compile(mesh, ProxyAt("1.1.1.1"));
  EXPECT_EQ(Received(table, 8080, {}), "inbound|8080|| as http");
  EXPECT_EQ(Received(table, 80, {}), "InboundPassthroughCluster as http");
  EXPECT_EQ(Received(table, 90, {}), "InboundPassthroughCluster as http");
}

/// The objects of one recorded case: its services as ServiceEntries that have the proxy as their endpoint,
/// for the ports of which the case has an instance.
std::string ObjectsOf(const Json& row) {
  std::string text;
  std::map<std::string, Json> entries;
  for (const Json& instance : row.value("instances", Json::array())) {
    const std::string host = instance.at("service").at("hostname");
    const Json& port = instance.at("servicePort");
    Json& spec = entries[host];
    spec["hosts"] = {host};
    spec["resolution"] = "STATIC";
    spec["location"] = "MESH_INTERNAL";
    spec["ports"].push_back({{"number", port.at("port")},
                             {"name", port.at("name")},
                             {"protocol", port.at("protocol")},
                             {"targetPort", instance.at("endpoint").at("endpointPort")}});
    spec["endpoints"] = {{{"address", instance.at("endpoint").at("addresses").at(0)}}};
  }
  for (const auto& [host, spec] : entries) {
    text += Json{{"apiVersion", "networking.istio.io/v1"},
                 {"kind", "ServiceEntry"},
                 {"metadata", {{"name", host}, {"namespace", "default"}}},
                 {"spec", spec}}
                .dump() +
            "\n---\n";
  }
  for (const Json& config : row.value("configs", Json::array())) text += config.dump() + "\n---\n";
  return text;
}

TEST(Inbound, MakesTheRecordedClusters) {
  const auto path = testing::ConformancePath("route/table-cases.json");
  if (!path) GTEST_SKIP() << testing::kNoConformanceData;
  std::ifstream file(*path);
  const Json tests = Json::parse(file);
  int rows = 0;
  for (const Json& test : tests) {
    if (test.at("suite") != "core.InboundClusters") continue;
    ++rows;
    const Json& row = test.at("data");
    SCOPED_TRACE(test.at("name").get<std::string>());
    mesh::MeshConfig config;
    config.inbound_to_localhost = row.value("disableInboundPassthrough", false);
    const mesh::Mesh mesh = TextMesh(ObjectsOf(row), config);
    const RouteTable table = Compile(mesh, ProxyAt("1.2.3.4"));
    std::map<std::string, std::set<std::string>> expected, actual, expected_hosts, actual_hosts;
    const Json clusters = row.value("clusters", Json::object());
    const Json telemetry = row.value("telemetry", Json::object());
    for (const auto& [name, endpoints] : clusters.items()) {
      expected[name];
      for (const Json& endpoint : endpoints) expected[name].insert(endpoint.get<std::string>());
    }
    for (const auto& [name, hosts] : telemetry.items()) {
      for (const Json& host : hosts) expected_hosts[name].insert(host.get<std::string>());
    }
    for (const Cluster& cluster : table.clusters) {
      if (!cluster.name.starts_with("inbound|")) continue;
      actual[cluster.name];
      for (const Endpoint& endpoint : cluster.endpoints) {
        // Sockets are recorded by their path alone.
        const bool socket = endpoint.address.starts_with("unix://");
        actual[cluster.name].insert(socket ? endpoint.address.substr(7)
                                           : fmt::format("{}:{}", endpoint.address, endpoint.port));
      }
      if (!cluster.received_for.empty())
        actual_hosts[cluster.name] = {cluster.received_for.begin(), cluster.received_for.end()};
    }
    EXPECT_EQ(actual, expected);
    EXPECT_EQ(actual_hosts, expected_hosts);
  }
  EXPECT_GT(rows, 0);
}

}  // namespace
}  // namespace meshctl::route
