// SPDX-License-Identifier: Apache-2.0
// Who gets an address and a port that several services want, as the listeners show it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "mesh/mesh.h"
#include "route/compile.h"
#include "route/decide.h"
#include "testing/objects.h"

namespace meshctl::route {
namespace {

constexpr std::string_view kAge[] = {"2020", "2021", "2022"};

/// A ServiceEntry `NAME.example` on port 9000; the one made first is the oldest.
class Entries {
 public:
  Entries& Add(std::string_view name, std::string_view protocol, std::string_view address = {}) {
    text_ += fmt::format(
        "{{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {{name: {0}, creationTimestamp: "
        "'{1}-01-01T00:00:00Z'}}, spec: {{hosts: [{0}.example], {2}resolution: STATIC, ports: [{{number: "
        "9000, name: p, protocol: {3}}}], endpoints: [{{address: 1.1.1.1}}]}}}}\n---\n",
        name, kAge[count_++], address.empty() ? "" : fmt::format("addresses: [{}], ", address), protocol);
    return *this;
  }
  Entries& More(std::string_view yaml) {
    text_ += fmt::format("{}\n---\n", yaml);
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::size_t count_ = 0;
};

struct Fixture {
  explicit Fixture(const Entries& entries, mesh::MeshConfig config = {})
      : mesh(testing::ObjectsOf(entries.text()), std::move(config)), table(Compile(mesh, Client())) {}

  static Proxy Client() {
    Proxy proxy;
    proxy.name = "client";
    proxy.ns = proxy.workload_ns = "default";
    return proxy;
  }

  /// The cluster of a connection without HTTP, or of a request for `host`.
  std::string Connect(const std::string& address, http::Protocol protocol, const std::string& host = {},
                      std::uint16_t port = 9000) const {
    http::Request request;
    request.address = address;
    request.port = port;
    request.protocol = protocol;
    request.authority = host;
    const Decision decision = Decide(table, request);
    return decision.destinations().empty() ? std::string(Name(decision.outcome))
                                           : decision.destinations().front().cluster->name;
  }
  std::string Tcp(const std::string& address) const { return Connect(address, http::Protocol::kTcp); }
  std::string Http(const std::string& address, const std::string& host) const {
    return Connect(address, http::Protocol::kHttp, host);
  }

  const Listener* Find(std::string_view name) const {
    const auto found = std::ranges::find(table.listeners, name, &Listener::name);
    return found == table.listeners.end() ? nullptr : &*found;
  }

  mesh::Mesh mesh;
  RouteTable table;
};

TEST(Outbound, OfTwoServicesOnOneAddressTheOlderOneHasIt) {
  const Fixture fixture(Entries().Add("old", "TCP", "10.0.0.1").Add("new", "TCP", "10.0.0.1"));
  EXPECT_EQ(fixture.Tcp("10.0.0.1"), "outbound|9000||old.example");
  const Listener* const listener = fixture.Find("10.0.0.1_9000");
  ASSERT_NE(listener, nullptr);
  ASSERT_EQ(listener->omissions.size(), 1u);
  EXPECT_EQ(listener->omissions.front()->origin.object, "ServiceEntry default/new");
  EXPECT_EQ(
      listener->omissions.front()->reason,
      "listener 10.0.0.1_9000 belongs to ServiceEntry default/old, and connections to both look the same");
}

TEST(Outbound, HttpAndTcpShareAnyAddressBySniffing) {
  for (const bool http_first : {true, false}) {
    Entries entries;
    entries.Add("a", http_first ? "HTTP" : "TCP").Add("b", http_first ? "TCP" : "HTTP");
    const Fixture fixture(entries);
    const std::string http = http_first ? "a.example" : "b.example";
    const std::string tcp = http_first ? "b.example" : "a.example";
    EXPECT_EQ(fixture.Http("9.9.9.9", http), "outbound|9000||" + http);
    EXPECT_EQ(fixture.Tcp("9.9.9.9"), "outbound|9000||" + tcp);
    EXPECT_TRUE(fixture.Find("0.0.0.0_9000")->inspects_http);
  }
}

TEST(Outbound, ProtocolsInWhichTheServerSpeaksFirstShareWithNobody) {
  const Fixture fixture(Entries().Add("web", "HTTP").Add("mongo", "MONGO"));
  EXPECT_EQ(fixture.Tcp("9.9.9.9"), "PassthroughCluster");
  EXPECT_EQ(fixture.Find("0.0.0.0_9000")->omissions.front()->reason,
            "listener 0.0.0.0_9000 belongs to port 9000 of other services, and Mongo cannot share it");
}

TEST(Outbound, AnUndeclaredProtocolIsLookedInto) {
  const Fixture fixture(Entries().Add("a", "''", "10.0.0.1"));
  EXPECT_EQ(fixture.Tcp("10.0.0.1"), "outbound|9000||a.example");
  EXPECT_EQ(fixture.Http("10.0.0.1", "whatever"), "outbound|9000||a.example");
  EXPECT_NE(fixture.table.FindConfig("a.example:9000"), nullptr);
}

TEST(Outbound, RangesAreTheSameWhateverTheirLastBits) {
  const Fixture fixture(Entries()
                            .Add("old", "TCP", "10.1.0.0/16")
                            .Add("new", "TCP", "10.1.9.9/16")
                            .Add("narrow", "TCP", "10.1.2.0/24"));
  EXPECT_EQ(fixture.Tcp("10.1.9.9"), "outbound|9000||old.example");
  EXPECT_EQ(fixture.Tcp("10.1.2.3"), "outbound|9000||narrow.example");
  EXPECT_EQ(fixture.Tcp("10.2.0.1"), "PassthroughCluster");
}

TEST(Outbound, AListenerThatASidecarNamesIsClosedToOthers) {
  const Fixture fixture(
      Entries()
          .Add("a", "HTTP")
          .Add("b", "HTTP")
          .More("{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {name: s}, spec: {egress: "
                "[{port: "
                "{number: 9000, protocol: HTTP, name: h}, hosts: [./a.example]}, {hosts: ['*/*']}]}}"));
  EXPECT_EQ(fixture.Http("9.9.9.9", "a.example"), "outbound|9000||a.example");
  EXPECT_EQ(fixture.Http("9.9.9.9", "b.example"), "PassthroughCluster");
}

TEST(Outbound, AListenerOfItsOwnAddressAndPort) {
  const Fixture fixture(
      Entries()
          .Add("a", "TCP")
          .More("{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {name: s}, spec: {egress: "
                "[{port: "
                "{number: 9000, protocol: TCP, name: t}, captureMode: NONE, hosts: ['*/*']}]}}"));
  EXPECT_NE(fixture.Find("127.0.0.1_9000"), nullptr);
  EXPECT_EQ(fixture.Tcp("127.0.0.1"), "outbound|9000||a.example");
  EXPECT_EQ(fixture.Tcp("9.9.9.9"), "PassthroughCluster");
}

TEST(Outbound, AUnixSocketServesAllPorts) {
  const Fixture fixture(
      Entries()
          .Add("a", "HTTP")
          .More("{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {name: s}, spec: {egress: "
                "[{port: "
                "{number: 0, protocol: HTTP, name: u}, bind: 'unix:///run/out', hosts: ['*/*']}]}}"));
  ASSERT_NE(fixture.table.FindConfig("unix:///run/out"), nullptr);
  EXPECT_NE(fixture.Find("unix:///run/out_0"), nullptr);
}

TEST(Outbound, TheEgressProxyTakesWhatNobodyKnows) {
  const Fixture fixture(
      Entries()
          .Add("a", "TCP", "10.0.0.1")
          .More("{apiVersion: networking.istio.io/v1, kind: Sidecar, metadata: {name: s}, spec: "
                "{outboundTrafficPolicy: "
                "{mode: ALLOW_ANY, egressProxy: {host: a.example, port: {number: 9000}}}}}"));
  EXPECT_EQ(fixture.Tcp("9.9.9.9"), "outbound|9000||a.example");
}

TEST(Outbound, TheMeshMayMakeEverySidecarAnHttpProxy) {
  mesh::MeshConfig config;
  config.proxy_http_port = 15080;
  const Fixture fixture(Entries().Add("a", "HTTP"), config);
  EXPECT_EQ(fixture.Connect("127.0.0.1", http::Protocol::kHttp, "nobody.example", 15080),
            "PassthroughCluster");
  EXPECT_NE(fixture.table.FindConfig("http_proxy"), nullptr);
}

TEST(Outbound, ItsOwnPortsAreBlackHoles) {
  const Fixture fixture(Entries().Add("a", "HTTP"));
  EXPECT_EQ(fixture.Connect("9.9.9.9", http::Protocol::kTcp, {}, 15001), "BlackHoleCluster");
}

TEST(Outbound, PortsOfNoneMayBeTranslated) {
  const Fixture fixture(Entries().More(
      "{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: n}, spec: {hosts: "
      "[n.example], addresses: [10.0.0.9], resolution: NONE, ports: [{number: 9000, name: p, protocol: TCP, "
      "targetPort: 9443}]}}"));
  EXPECT_EQ(fixture.Tcp("10.0.0.9"), "outbound|9000||n.example");
  const auto cluster = std::ranges::find(fixture.table.clusters, "outbound|9000||n.example", &Cluster::name);
  EXPECT_EQ(cluster->port_override, 9443u);
}

}  // namespace
}  // namespace meshctl::route
