// SPDX-License-Identifier: Apache-2.0
#include "model/security.h"

#include <gtest/gtest.h>

#include "testing/objects.h"

namespace meshctl::model {
namespace {

using meshctl::testing::ObjectsOf;

TEST(PeerAuthentication, ReadsModes) {
  Manifests manifests = ObjectsOf(R"(apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict}
spec:
  selector: {matchLabels: {app: web}}
  mtls: {mode: STRICT}
  portLevelMtls:
    8080: {mode: DISABLE}
    web: {mode: PERMISSIVE}
)");
  PeerAuthentication policy = DecodePeerAuthentication(manifests.objects().front());
  EXPECT_EQ(policy.selector->ToString(), "app=web");
  EXPECT_EQ(*policy.mode, "STRICT");
  ASSERT_EQ(policy.port_level.size(), 2u);
  EXPECT_EQ(policy.port_level[0].port.value, 8080);
  EXPECT_EQ(*policy.port_level[0].mode, "DISABLE");
  EXPECT_EQ(policy.port_level[1].port.value, std::nullopt);
}

TEST(AuthorizationPolicy, ReadsRules) {
  Manifests manifests = ObjectsOf(R"(apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  action: DENY
  provider: {name: ext}
  targetRefs: [{group: "", kind: Service, name: web}]
  rules:
  - from:
    - source: {principals: [a], notNamespaces: [b], ipBlocks: [10.0.0.0/8], serviceAccounts: [shop/sa]}
    - source: {requestPrincipals: ["*"]}
    to:
    - operation: {hosts: [h], methods: [GET], notPaths: [/x], ports: ["80"]}
    when:
    - {key: "request.headers[x]", values: [v], notValues: [w]}
  - {}
)");
  AuthorizationPolicy policy = DecodeAuthorizationPolicy(manifests.objects().front());
  EXPECT_EQ(policy.selector->ToString(), "app=web");
  EXPECT_EQ(*policy.action, "DENY");
  EXPECT_EQ(*policy.provider, "ext");
  EXPECT_EQ(*policy.target_refs[0].kind, "Service");
  ASSERT_EQ(policy.rules.size(), 2u);
  const PolicyRule& rule = policy.rules[0];
  ASSERT_EQ(rule.from.size(), 2u);
  EXPECT_EQ(*rule.from[0].principals[0], "a");
  EXPECT_EQ(*rule.from[0].not_namespaces[0], "b");
  EXPECT_EQ(*rule.from[0].ip_blocks[0], "10.0.0.0/8");
  EXPECT_EQ(*rule.from[0].service_accounts[0], "shop/sa");
  EXPECT_EQ(*rule.from[1].request_principals[0], "*");
  EXPECT_EQ(*rule.to[0].hosts[0], "h");
  EXPECT_EQ(*rule.to[0].methods[0], "GET");
  EXPECT_EQ(*rule.to[0].not_paths[0], "/x");
  EXPECT_EQ(*rule.to[0].ports[0], "80");
  EXPECT_EQ(*rule.when[0].key, "request.headers[x]");
  EXPECT_EQ(*rule.when[0].not_values[0], "w");
  EXPECT_TRUE(policy.rules[1].from.empty());
}

TEST(AuthorizationPolicy, ReadsTheOldSingleTarget) {
  Manifests manifests = ObjectsOf(R"(apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: web}
spec: {targetRef: {kind: Gateway, group: gateway.networking.k8s.io, name: main}}
)");
  AuthorizationPolicy policy = DecodeAuthorizationPolicy(manifests.objects().front());
  ASSERT_EQ(policy.target_refs.size(), 1u);
  EXPECT_EQ(*policy.target_refs[0].name, "main");
}

}  // namespace
}  // namespace meshctl::model
