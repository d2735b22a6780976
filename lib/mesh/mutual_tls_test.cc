// SPDX-License-Identifier: Apache-2.0
#include "mesh/mutual_tls.h"

#include <gtest/gtest.h>

#include <string>

#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;

constexpr std::string_view kPods = R"({apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: a}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: b}}}
---
)";

/// A PeerAuthentication; `spec` is flow style without braces.
std::string Policy(const std::string& ns, const std::string& name, const std::string& spec) {
  return "{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: " + name +
         ", namespace: " + ns + "}, spec: {" + spec + "}}\n---\n";
}

/// The mode for a Pod of kPods and who decided it: `STRICT by own`.
std::string Decided(const std::string& policies, std::string_view pod, std::int64_t port = 0) {
  const Mesh mesh(ObjectsOf(std::string(kPods) + policies));
  const PeerAuthentications peers(mesh);
  const Workload& workload = *mesh.workloads().Find("default", pod);
  const MtlsDecision decision = peers.OnPort(workload.ns, *workload.labels, port);
  if (!decision.by) {
    EXPECT_EQ(decision.mode, MtlsMode::kPermissive);
    return "nobody";
  }
  return std::string(decision.span.text()) + " by " + std::string(*decision.by->object->name);
}

TEST(PeerAuthentications, TheNarrowestScopeDecides) {
  const std::string root = Policy("istio-system", "root", "mtls: {mode: STRICT}");
  const std::string ns = Policy("default", "ns", "mtls: {mode: DISABLE}");
  const std::string own =
      Policy("default", "own", "selector: {matchLabels: {app: a}}, mtls: {mode: PERMISSIVE}");
  EXPECT_EQ(Decided("", "a"), "nobody");
  EXPECT_EQ(Decided(root, "a"), "STRICT by root");
  EXPECT_EQ(Decided(root + ns, "a"), "DISABLE by ns");
  EXPECT_EQ(Decided(root + ns + own, "a"), "PERMISSIVE by own");
  EXPECT_EQ(Decided(root + ns + own, "b"), "DISABLE by ns");
}

TEST(PeerAuthentications, UnsetAsksTheWiderScope) {
  const std::string root = Policy("istio-system", "root", "mtls: {mode: STRICT}");
  EXPECT_EQ(Decided(root + Policy("default", "ns", "mtls: {mode: UNSET}"), "a"), "STRICT by root");
  EXPECT_EQ(Decided(root + Policy("default", "ns", ""), "a"), "STRICT by root");
}

TEST(PeerAuthentications, OfSeveralInOneScopeOneCountsAlone) {
  EXPECT_EQ(Decided(Policy("default", "ns-b", "mtls: {mode: DISABLE}") +
                        Policy("default", "ns-a", "mtls: {mode: STRICT}"),
                    "a"),
            "STRICT by ns-a");
  EXPECT_EQ(Decided(Policy("default", "b", "selector: {matchLabels: {app: a}}, mtls: {mode: DISABLE}") +
                        Policy("default", "a", "selector: {matchLabels: {app: a}}"),
                    "a"),
            "nobody");
}

TEST(PeerAuthentications, SelectorsInTheRootNamespaceConcernNobody) {
  EXPECT_EQ(
      Decided(Policy("istio-system", "root", "selector: {matchLabels: {app: a}}, mtls: {mode: STRICT}"), "a"),
      "nobody");
}

TEST(PeerAuthentications, PortsOfTheWorkloadsPolicyCount) {
  const std::string own =
      Policy("default", "own",
             "selector: {matchLabels: {app: a}}, mtls: {mode: STRICT}, portLevelMtls: {8080: "
             "{mode: DISABLE}, 8081: {mode: UNSET}}");
  EXPECT_EQ(Decided(own, "a", 8080), "DISABLE by own");
  EXPECT_EQ(Decided(own, "a", 8081), "STRICT by own");
  EXPECT_EQ(Decided(own, "a", 9000), "STRICT by own");
  EXPECT_EQ(Decided(Policy("default", "ns", "mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}"),
                    "a", 8080),
            "STRICT by ns")
      << "ports need a selector";
}

}  // namespace
}  // namespace meshctl::mesh
