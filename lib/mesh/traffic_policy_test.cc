// SPDX-License-Identifier: Apache-2.0
#include "mesh/traffic_policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mesh/config_file.h"
#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;

std::string Word(const auto* block) { return block ? std::string(block->span.text()) : "-"; }

/// The blocks in effect as they are written, `-` for none: load balancer, connection pool, outliers, TLS.
std::string Blocks(const std::string& spec, std::string_view subset, std::uint32_t port,
                   const MeshConfig& config = {}) {
  const Mesh mesh(
      ObjectsOf("{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: r, namespace: "
                "shop}, spec: "
                "{host: web.example, " +
                spec + "}}"));
  const MergedRule* rule = mesh.destination_rules_by_host().Find("web.example", "shop", "shop", {});
  const EffectivePolicy policy =
      PolicyOf(rule, subset.empty() ? nullptr : rule->FindSubset(subset), port, config);
  return fmt::format("{} {} {} {}", Word(policy.load_balancer), Word(policy.connection_pool),
                     Word(policy.outlier_detection), Word(policy.tls));
}

const std::string kHostPolicy = "loadBalancer: {simple: RANDOM}, tls: {mode: SIMPLE}";

TEST(PolicyOf, TakesTheHostsOwn) {
  EXPECT_EQ(Blocks("trafficPolicy: {" + kHostPolicy + "}", "", 80), "{simple: RANDOM} - - {mode: SIMPLE}");
  EXPECT_EQ(Blocks("subsets: []", "", 80), "- - - -");
}

TEST(PolicyOf, APortsEntryReplacesAllOfIt) {
  const std::string spec = "trafficPolicy: {" + kHostPolicy +
                           ", portLevelSettings: [{port: {number: 80}, connectionPool: {tcp: {}}}]}";
  EXPECT_EQ(Blocks(spec, "", 80), "- {tcp: {}} - -");
  EXPECT_EQ(Blocks(spec, "", 81), "{simple: RANDOM} - - {mode: SIMPLE}");
}

TEST(PolicyOf, ASubsetReplacesBlockByBlock) {
  const std::string spec = "trafficPolicy: {" + kHostPolicy +
                           "}, subsets: [{name: v1, trafficPolicy: {tls: {mode: DISABLE}}}, {name: v2}]";
  EXPECT_EQ(Blocks(spec, "v1", 80), "{simple: RANDOM} - - {mode: DISABLE}");
  EXPECT_EQ(Blocks(spec, "v2", 80), "{simple: RANDOM} - - {mode: SIMPLE}");
}

TEST(PolicyOf, ASubsetsEntryForThePortInheritsNothing) {
  const std::string spec = "trafficPolicy: {" + kHostPolicy +
                           "}, subsets: [{name: v1, trafficPolicy: {tls: {mode: DISABLE}, portLevelSettings: "
                           "[{port: {number: 80}, outlierDetection: {}}]}}]";
  EXPECT_EQ(Blocks(spec, "v1", 80), "- - {} -");
  EXPECT_EQ(Blocks(spec, "v1", 81), "{simple: RANDOM} - - {mode: DISABLE}");
}

TEST(PolicyOf, TheMeshsDefaultFillsWhatTheHostLeavesOpen) {
  MeshConfig config;
  diag::Report report;
  MergeMeshConfig(std::make_shared<const source::SourceFile>(
                      "mesh.yaml",
                      "defaultTrafficPolicy: {connectionPool: {tcp: {maxConnections: 7}}, outlierDetection: "
                      "{interval: 1s}}"),
                  config, report);
  EXPECT_EQ(Blocks("trafficPolicy: {connectionPool: {http: {}}}", "", 80, config),
            "- {http: {}} {interval: 1s} -");
  EXPECT_EQ(Blocks("subsets: [{name: v1, trafficPolicy: {portLevelSettings: [{port: {number: 80}}]}}]", "v1",
                   80, config),
            "- - - -")
      << "an entry for the subset's port inherits nothing at all";
}

TEST(EndpointTlsOf, FallsBackFromTheSubsetsPortToTheHost) {
  const Mesh mesh(ObjectsOf(
      "{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: r, namespace: shop}, "
      "spec: "
      "{host: web.example, trafficPolicy: {tls: {mode: SIMPLE}, portLevelSettings: [{port: {number: 80}}, "
      "{port: "
      "{number: 81}, tls: {mode: MUTUAL}}]}, subsets: [{name: v1}, {name: v2, trafficPolicy: {tls: {mode: "
      "DISABLE}}}]}}"));
  const MergedRule* rule = mesh.destination_rules_by_host().Find("web.example", "shop", "shop", {});
  const auto mode = [&](const char* subset, std::uint32_t port) {
    return *EndpointTlsOf(rule, rule->FindSubset(subset), port)->mode;
  };
  EXPECT_EQ(mode("v1", 80), "SIMPLE") << "where the cluster has none";
  EXPECT_EQ(mode("v1", 81), "MUTUAL");
  EXPECT_EQ(mode("v2", 81), "DISABLE");
}

}  // namespace
}  // namespace meshctl::mesh
