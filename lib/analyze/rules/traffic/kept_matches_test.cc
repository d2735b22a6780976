// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/traffic/kept_matches.h"

#include <gtest/gtest.h>

#include <string>

#include "analyze/test_mesh.h"

namespace meshctl::analyze {
namespace {

// The matches of the one rule of a VirtualService.
class Matches {
 public:
  Matches(const std::string& matches, const std::string& gateways)
      : mesh_(MeshOf({{"vs.yaml",
                       "apiVersion: networking.istio.io/v1\nkind: VirtualService\n"
                       "metadata: {name: a, namespace: shop}\nspec:\n  hosts: [a.example]\n"
                       "  gateways: " +
                           gateways + "\n  http:\n  - match:\n" + matches +
                           "    route: [{destination: {host: a}}]\n"}})) {}

  const model::VirtualService& vs() const { return mesh_.virtual_services().front(); }
  const model::HttpMatch& written(std::size_t i) const { return vs().http.front().match.at(i); }

 private:
  mesh::Mesh mesh_;
};

bool FirstCoversProxies(const std::string& matches, const std::string& gateways) {
  Matches all(matches, gateways);
  return CoversProxies(all.vs(), &all.written(0), &all.written(1));
}

TEST(KeptMatches, PortsGatewaysAndClientsAreDecidedBeforehand) {
  EXPECT_FALSE(FirstCoversProxies("    - port: 80\n    - uri: {exact: /a}\n", "[mesh]"));
  EXPECT_TRUE(FirstCoversProxies("    - uri: {exact: /a}\n    - port: 80\n", "[mesh]"));
  EXPECT_FALSE(FirstCoversProxies("    - gateways: [mesh]\n    - uri: {exact: /a}\n", "[mesh, edge]"));
  EXPECT_TRUE(FirstCoversProxies("    - gateways: [edge]\n    - gateways: [shop/edge]\n", "[mesh, edge]"));
  EXPECT_FALSE(FirstCoversProxies("    - sourceLabels: {a: b}\n    - uri: {exact: /a}\n", "[mesh]"));
  EXPECT_TRUE(FirstCoversProxies("    - sourceLabels: {a: b}\n    - sourceLabels: {a: b, c: d}\n", "[mesh]"));
  EXPECT_FALSE(FirstCoversProxies(
      "    - sourceLabels: {a: b}\n    - {sourceLabels: {a: b}, gateways: [mesh]}\n", "[mesh]"));
  EXPECT_FALSE(FirstCoversProxies("    - sourceNamespace: x\n    - sourceNamespace: z\n", "[mesh]"));
}

TEST(KeptMatches, MatchesForOtherGatewaysAreNotKept) {
  Matches all("    - gateways: [other]\n    - gateways: [./edge]\n", "[edge]");
  EXPECT_FALSE(IsKept(all.vs(), &all.written(0)));
  EXPECT_TRUE(IsKept(all.vs(), &all.written(1)));
  EXPECT_TRUE(IsKept(all.vs(), nullptr));
}

}  // namespace
}  // namespace meshctl::analyze
