// SPDX-License-Identifier: Apache-2.0
// Istio's own tables for gateways: which servers are opened, and the virtual hosts behind them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "route/compile.h"
#include "route/compile/gateway_servers.h"
#include "testing/objects.h"
#include "testing/table_cases.h"

namespace meshctl::route {
namespace {

using testing::Field;
using testing::TextField;

mesh::Mesh MeshOf(const std::string& yaml, mesh::MeshConfig config = {}) {
  return mesh::Mesh(testing::ObjectsOf(yaml), std::move(config));
}

struct Gateways {
  explicit Gateways(const Json& configs, const Json& more = Json()) {
    std::string text =
        "{apiVersion: v1, kind: Pod, metadata: {name: labels, labels: {istio: ingressgateway}}}";
    const Json merged = WithoutRepetition(configs);
    for (std::size_t i = 0; i < merged.size(); ++i) {
      Json config = merged[i];
      // The tables give Gateways in the order of their age.
      if (!config["metadata"].contains("creationTimestamp"))
        config["metadata"]["creationTimestamp"] = fmt::format("2020-01-01T00:{:02}:00Z", i);
      text += "\n---\n" + config.dump();
    }
    for (const Json& config : more) text += "\n---\n" + config.dump();
    mesh::MeshConfig settings;
    settings.short_name_domain.clear();
    mesh.emplace(MeshOf(text, settings));
    proxy.kind = Proxy::Kind::kGateway;
    proxy.name = "gateway";
    proxy.ns = proxy.workload_ns = "not-default";
    proxy.labels = mesh->manifests().Find(model::kCore, "Pod", "default", "labels")->labels;
  }

  /// Some tables hold one Gateway twice, which counts here as one with the servers of both.
  static Json WithoutRepetition(const Json& configs) {
    Json merged = Json::array();
    for (const Json& config : configs) {
      const auto same = std::ranges::find_if(merged, [&](const Json& other) {
        return other["metadata"]["name"] == config["metadata"]["name"] &&
               Field(other["metadata"], "namespace") == Field(config["metadata"], "namespace");
      });
      if (same == merged.end()) {
        merged.push_back(config);
      } else {
        for (const Json& server : config["spec"]["servers"]) (*same)["spec"]["servers"].push_back(server);
      }
    }
    return merged;
  }

  std::optional<mesh::Mesh> mesh;
  Proxy proxy;
};

TEST(GatewayServers, MergeAsIstioRecorded) {
  testing::ForEachRow("model.MergeGateways", [](const Json& row) {
    Json configs = row["gwConfig"];
    for (Json& config : configs) config["spec"].erase("selector");  // the table means all of them
    const Gateways gateways(configs);
    RouteTable table;
    table.proxy = gateways.proxy;
    const std::vector<OpenServer> servers = OpenServers(*gateways.mesh, table);
    std::set<std::string> merged;
    std::map<std::string, std::size_t> by_route;
    for (const OpenServer& server : servers) {
      // Plaintext servers of one address share a port whatever HTTP they speak.
      const std::string_view kind =
          server.plaintext_http() ? std::string_view("HTTP") : mesh::Name(server.protocol);
      merged.insert(fmt::format("{}/{}/{}", server.port, kind, server.bind()));
      if (!server.route_config.empty()) ++by_route[server.route_config];
    }
    EXPECT_EQ(merged.size(), row["mergedServersNum"].get<std::size_t>());
    EXPECT_EQ(servers.size(), row["serverNum"].get<std::size_t>());
    std::map<std::string, std::size_t> expected;
    for (const auto& [name, count] : row["serversForRouteNum"].items())
      expected[name] = count.get<std::size_t>();
    EXPECT_EQ(by_route, expected);
  });
}

TEST(GatewayRoutes, HaveTheVirtualHostsThatIstioRecorded) {
  testing::ForEachRow("core.GatewayHTTPRouteConfig", [](const Json& row) {
    const Gateways gateways(row["gateways"], Field(row, "virtualServices"));
    const RouteTable table = Compile(*gateways.mesh, gateways.proxy);
    const RouteConfig* const config = table.FindConfig(TextField(row, "routeName"));
    ASSERT_NE(config, nullptr);
    std::map<std::string, std::set<std::string>> expected, actual;
    std::map<std::string, std::size_t> expected_routes, actual_routes;
    for (const auto& [name, domains] : row["expectedVirtualHosts"].items()) {
      for (const Json& domain : domains) expected[name].insert(domain.get<std::string>());
    }
    for (const auto& [name, count] : row["expectedHTTPRoutes"].items())
      expected_routes[name] = count.get<std::size_t>();
    for (const VirtualHost& host : config->hosts) {
      actual[host.name] = {host.domains.begin(), host.domains.end()};
      actual_routes[host.name] = host.routes.size();
      EXPECT_EQ(host.require_tls, row.value("redirect", false)) << host.name;
    }
    EXPECT_EQ(actual, expected);
    EXPECT_EQ(actual_routes, expected_routes);
  });
}

}  // namespace
}  // namespace meshctl::route
