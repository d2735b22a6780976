// SPDX-License-Identifier: Apache-2.0
#include "mesh/transport.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mesh/mesh.h"
#include "testing/objects.h"

namespace meshctl::mesh {
namespace {

using meshctl::testing::ObjectsOf;

constexpr std::string_view kShop = R"(
{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: old}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: calm, labels: {istio.io/dataplane-mode: ambient}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}, spec: {serviceAccountName: carter}}
---
{apiVersion: v1, kind: Pod, metadata: {name: bare, namespace: shop, labels: {app: bare, sidecar.istio.io/inject: "false"}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: legacy, namespace: old, labels: {app: legacy}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: calm, namespace: calm, labels: {app: calm}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: guess, namespace: unknown, labels: {app: guess}}}
---
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {selector: {app: cart}, ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp, port: 90}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: bare, namespace: shop}, spec: {selector: {app: bare}, ports: [{name: http, port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: calm, namespace: calm}, spec: {selector: {app: calm}, ports: [{name: http, port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: guess, namespace: unknown}, spec: {selector: {app: guess}, ports: [{name: http, port: 80}]}}
---
)";

std::string Peers(const std::string& ns, const std::string& spec) {
  return fmt::format(
      "{{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {{name: p, namespace: {}}}, "
      "spec: {{{}}}}}\n---\n",
      ns, spec);
}

std::string Rule(const std::string& spec) {
  return fmt::format(
      "{{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {{name: r, namespace: shop}}, "
      "spec: {{{}}}}}\n---\n",
      spec);
}

/// `mTLS`, or `plaintext, refused: why`, from one workload (`ns/name`; empty: outside) to another.
std::string Between(const std::string& objects, std::string_view client, std::string_view server,
                    std::uint32_t port) {
  const Mesh mesh(ObjectsOf(std::string(kShop) + objects));
  const auto find = [&](std::string_view name) {
    const std::size_t slash = name.find('/');
    return mesh.workloads().Find(name.substr(0, slash), name.substr(slash + 1));
  };
  Transports transports(mesh);
  const Transport transport =
      transports.Between(client.empty() ? nullptr : find(client), *find(server), port);
  std::string text(Name(transport.wire));
  if (!transport.works()) text += ", refused: " + transport.refusal;
  return text;
}

TEST(Transports, ChooseMtlsByThemselves) {
  EXPECT_EQ(Between("", "shop/web", "shop/cart", 80), "mTLS");
  EXPECT_EQ(Between("", "shop/web", "shop/bare", 80), "plaintext");
  EXPECT_EQ(Between("", "old/legacy", "shop/cart", 80), "plaintext");
  EXPECT_EQ(Between("", "", "shop/cart", 80), "plaintext");
}

TEST(Transports, ToAStrictServerNeedAProxy) {
  const std::string strict = Peers("shop", "mtls: {mode: STRICT}");
  EXPECT_EQ(Between(strict, "shop/web", "shop/cart", 80), "mTLS");
  EXPECT_EQ(Between(strict, "old/legacy", "shop/cart", 80),
            "plaintext, refused: `shop/cart` takes mTLS only (STRICT by PeerAuthentication shop/p) and "
            "`old/legacy` sends plaintext");
  EXPECT_EQ(Between(strict, "", "shop/cart", 80),
            "plaintext, refused: `shop/cart` takes mTLS only (STRICT by PeerAuthentication shop/p) and a "
            "client outside of the mesh sends plaintext");
  EXPECT_EQ(Between(strict, "", "shop/bare", 80), "plaintext") << "nobody is there to ask for mTLS";
}

TEST(Transports, ObeyDestinationRulesToTheLetter) {
  const std::string strict = Peers("shop", "mtls: {mode: STRICT}");
  EXPECT_EQ(Between(strict + Rule("host: cart, trafficPolicy: {tls: {mode: DISABLE}}"), "shop/web",
                    "shop/cart", 80),
            "plaintext, refused: `shop/cart` takes mTLS only (STRICT by PeerAuthentication shop/p) and "
            "`shop/web` sends plaintext");
  EXPECT_EQ(
      Between(Rule("host: bare, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}"), "shop/web", "shop/bare", 80),
      "mTLS, refused: `shop/bare` has no sidecar that could end mTLS");
  EXPECT_EQ(
      Between(Rule("host: cart, trafficPolicy: {tls: {mode: SIMPLE}}"), "shop/web", "shop/cart", 80),
      "TLS, refused: port 8080 of `shop/cart` is declared as HTTP, where its sidecar takes no TLS but the "
      "mesh's own");
  EXPECT_EQ(Between(Rule("host: cart, trafficPolicy: {tls: {mode: SIMPLE}}"), "shop/web", "shop/cart", 90),
            "TLS");
}

TEST(Transports, FollowModesOfSinglePorts) {
  const std::string off = Peers(
      "shop",
      "selector: {matchLabels: {app: cart}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}");
  EXPECT_EQ(Between(off, "shop/web", "shop/cart", 80), "plaintext");
  EXPECT_EQ(Between(off, "shop/web", "shop/cart", 90), "mTLS");
  EXPECT_EQ(Between(off + Rule("host: cart, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}"), "shop/web",
                    "shop/cart", 80),
            "mTLS, refused: the sidecar of `shop/cart` does not end mTLS (DISABLE by PeerAuthentication "
            "shop/p)");
}

TEST(Transports, ToAmbientWorkloadsTunnel) {
  const std::string strict = Peers("istio-system", "mtls: {mode: STRICT}");
  EXPECT_EQ(Between(strict, "shop/web", "calm/calm", 80), "HBONE");
  EXPECT_EQ(
      Between(strict, "old/legacy", "calm/calm", 80),
      "plaintext, refused: `calm/calm` takes mTLS only (STRICT by PeerAuthentication istio-system/p) and "
      "gets plaintext");
  EXPECT_EQ(Between("", "calm/calm", "shop/bare", 80), "plaintext");
}

TEST(Transports, ToWorkloadsOfUnknownNamespacesSayWhatTheyAssume) {
  const Mesh mesh(ObjectsOf(kShop));
  Transports transports(mesh);
  const Transport transport = transports.Between(mesh.workloads().Find("shop", "web"),
                                                 *mesh.workloads().Find("unknown", "guess"), 80);
  EXPECT_EQ(transport.wire, Wire::kMeshMtls);
  ASSERT_EQ(transport.notes.size(), 1u);
  EXPECT_EQ(transport.notes.front().text,
            "`unknown/guess` is taken to have a sidecar: Namespace `unknown` was not given");
}

TEST(Transports, DialledByAddressAreNotEncrypted) {
  EXPECT_EQ(Between("", "shop/web", "shop/cart", 9999), "plaintext");
}

TEST(Transports, PassWaypointsFromAmbientWorkloadsAndWillingGateways) {
  const Mesh mesh(ObjectsOf(std::string(kShop) + R"(
{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: calm, labels: {app: p}}}
---
{apiVersion: v1, kind: Service, metadata: {name: p, namespace: calm, labels: {istio.io/use-waypoint: wp, istio.io/ingress-use-waypoint: "true"}}, spec: {selector: {app: p}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: q, namespace: calm, labels: {istio.io/use-waypoint: wp}}, spec: {selector: {app: p}, ports: [{port: 80}]}}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: wp, namespace: calm}, spec: {gatewayClassName: istio-waypoint, listeners: []}}
)"));
  Transports transports(mesh);
  const auto passes = [&](const Client& client, std::string_view host) {
    const Service& service = *mesh.services().Find(host, "calm");
    const Endpoint endpoint = mesh.EndpointsOf(service, service.ports.front()).front();
    return transports.Reach(transports.SendingOf(client, service, service.ports.front()), endpoint)
        .waypoint.has_value();
  };
  const Client sidecar = ClientIn(mesh, *mesh.workloads().Find("shop", "web"));
  const Client ambient = ClientIn(mesh, *mesh.workloads().Find("calm", "calm"));
  Client gateway = sidecar;
  gateway.gateway = true;
  EXPECT_TRUE(passes(ambient, "q.calm.svc.cluster.local"));
  EXPECT_FALSE(passes(sidecar, "p.calm.svc.cluster.local"));
  EXPECT_TRUE(passes(gateway, "p.calm.svc.cluster.local"));
  EXPECT_FALSE(passes(gateway, "q.calm.svc.cluster.local"));
}

TEST(Transports, NameWhatTheClientExpects) {
  const Mesh mesh(ObjectsOf(std::string(kShop) + Rule("host: cart, subsets: [{name: v1}]")));
  Transports transports(mesh);
  const Client client = ClientIn(mesh, *mesh.workloads().Find("shop", "web"));
  const Service& service = *mesh.services().Find("cart.shop.svc.cluster.local", "shop");
  const Sending sending = transports.SendingOf(client, service, service.ports.front(), "v1");
  EXPECT_EQ(sending.sni, "outbound_.80_.v1_.cart.shop.svc.cluster.local");
  EXPECT_EQ(*sending.subject_alt_names, std::vector<std::string>{"spiffe://cluster.local/ns/shop/sa/carter"});
}

}  // namespace
}  // namespace meshctl::mesh
