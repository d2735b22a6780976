// SPDX-License-Identifier: Apache-2.0
// Where files say too little, a rule neither accuses nor forgets: what it would say is kept apart as unknown.
#include <gtest/gtest.h>

#include <string>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "analyze/test_mesh.h"
#include "model/defaults.h"

namespace meshctl::analyze {
namespace {

/// What a rule says of the text, `wrong: ...` or `unknown: ...` for each finding; nothing when it says
/// nothing.
std::string Says(std::string_view rule, const std::string& yaml, Coverage coverage = Coverage::kFiles) {
  model::Manifests manifests = LoadTexts({{"a.yaml", yaml}});
  model::AddDefaultIngressGateway(manifests);
  const mesh::Mesh mesh(std::move(manifests));
  const Outcome outcome = RunRules(mesh, FindRules(rule), {.coverage = coverage});
  EXPECT_TRUE(outcome.skipped.empty());
  std::string said;
  for (const diag::Diagnostic& d : outcome.report.findings()) said += "wrong: " + d.message + "\n";
  for (const diag::Diagnostic& d : outcome.unknown.findings()) said += "unknown: " + d.message + "\n";
  return said;
}

constexpr char kPod[] = "---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: other}}\n";

TEST(CannotKnow, PodsOfANamespaceThatHoldsNone) {
  const std::string service = R"(
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}}}
)";
  EXPECT_EQ(Says("service-selects-nothing", service + kPod), "unknown: service `web` selects no pods\n");
  EXPECT_EQ(Says("service-selects-nothing", service + kPod, Coverage::kCluster),
            "wrong: service `web` selects no pods\n");
  const std::string policy = R"(
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: shop}
spec: {selector: {matchLabels: {app: web}}}
)";
  EXPECT_EQ(Says("policy-selects-nothing", policy + kPod),
            "unknown: PeerAuthentication `strict` selects no workload, so that it does nothing\n");
}

TEST(CannotKnow, PodsThatAnOperatorMayMake) {
  const std::string rollout = R"(
{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: web, namespace: shop}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}}
---
)";
  EXPECT_EQ(Says("service-selects-nothing", rollout + R"(
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}}}
)"),
            "unknown: service `web` selects no pods\n");
  EXPECT_EQ(Says("service-selects-nothing", rollout + R"(
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {selector: {app: crat}}}
)"),
            "wrong: service `cart` selects no pods\n")
      << "a misspelling is wrong all the same";
}

TEST(CannotKnow, TargetsThatFilesNeedNotHold) {
  const std::string policy = R"(
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: p, namespace: shop}
spec:
  targetRefs:
  - {group: gateway.networking.k8s.io, kind: GatewayClass, name: mine}
  - {group: gateway.networking.k8s.io, kind: Gateway, name: waypoint}
  - {group: "", kind: Service, name: web}
  - {group: networking.istio.io, kind: ServiceEntry, name: entry}
)";
  EXPECT_EQ(Says("unknown-target", policy),
            "wrong: AuthorizationPolicy `p` is attached to ServiceEntry `entry`, which does not exist\n"
            "unknown: AuthorizationPolicy `p` is attached to GatewayClass `mine`, which does not exist\n"
            "unknown: AuthorizationPolicy `p` is attached to Gateway `waypoint`, which does not exist\n"
            "unknown: AuthorizationPolicy `p` is attached to Service `web`, which does not exist\n");
}

TEST(CannotKnow, WaypointsThatFilesNeedNotHold) {
  const std::string service = R"(
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop, labels: {istio.io/use-waypoint: w}}}
)";
  EXPECT_EQ(Says("unknown-waypoint", service), "unknown: waypoint `w` does not exist\n");
  EXPECT_EQ(Says("unknown-waypoint", service, Coverage::kCluster), "wrong: waypoint `w` does not exist\n");
}

TEST(CannotKnow, NamespacesThatMayHaveAWaypoint) {
  const std::string text = R"(
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: p, namespace: shop}
spec: {targetRefs: [{group: "", kind: Service, name: web}]}
)";
  EXPECT_EQ(Says("target-without-waypoint", text),
            "unknown: AuthorizationPolicy `p` is attached to `web`, which has no waypoint to obey it\n");
}

TEST(CannotKnow, TheAccountOfAGatewayThatWasNotGiven) {
  EXPECT_EQ(Says("gateway-locked-out", R"(
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: none, namespace: shop}}
---
{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: g, namespace: shop}, spec: {selector: {istio: ingressgateway}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec: {hosts: [a.example], gateways: [g], http: [{route: [{destination: {host: web}}]}]}
)"),
            "unknown: gateway `g` may not call `web`, although a route leads there\n");
}

}  // namespace
}  // namespace meshctl::analyze
