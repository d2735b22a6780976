// SPDX-License-Identifier: Apache-2.0
#include "simulate/reach.h"

#include <gtest/gtest.h>

#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

constexpr char kShop[] = R"(apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Namespace
metadata: {name: legacy}
---
apiVersion: v1
kind: Namespace
metadata: {name: mesh, labels: {istio.io/dataplane-mode: ambient}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: web}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: old, namespace: legacy}
spec: {template: {metadata: {labels: {app: old}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec: {template: {metadata: {labels: {app: cart}}, spec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: basket, namespace: shop}
spec:
  selector: {app: cart}
  ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp-db, port: 5432}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: stock, namespace: mesh}
spec: {template: {metadata: {labels: {app: stock}}}}
---
apiVersion: v1
kind: Service
metadata: {name: stock, namespace: mesh}
spec: {selector: {app: stock}, ports: [{name: http, port: 80}]}
---
)";

constexpr char kOnlyWeb[] = R"(apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: only-web, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  rules:
  - from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]
    to: [{operation: {ports: ["8080"], methods: [GET]}}]
)";

std::string Ask(const std::string& yaml, const ReachQuestion& question) {
  const mesh::Mesh mesh = testing::TextMesh(kShop + yaml);
  const Result<ReachAnswer> answer = AskReach(mesh, question);
  std::string text;
  if (!answer) {
    text = answer.error().message;
    for (const std::string& hint : answer.error().hints) text += "\n" + hint;
    return text;
  }
  for (const Reach& reach : answer->ports) {
    text += (text.empty() ? "" : "\n") + std::to_string(reach.port) + " " +
            std::string(Name(reach.permission)) + ": " + reach.summary;
  }
  return text;
}

TEST(Reach, SaysWhichPolicyDecides) {
  EXPECT_EQ(Ask("", {.from = "web", .to = "cart:80"}),
            "80 allow: allowed: no AuthorizationPolicy concerns it");
  EXPECT_EQ(Ask(kOnlyWeb, {.from = "web", .to = "cart:80"}),
            "80 allow: allowed by AuthorizationPolicy shop/only-web, rule 0");
  EXPECT_EQ(
      Ask(kOnlyWeb, {.from = "web", .to = "cart:80", .method = "POST"}),
      "80 deny: 403: denied by AuthorizationPolicy shop/only-web, whose rule does not allow it: method is "
      "`POST`, not `GET`");
  EXPECT_EQ(
      Ask(kOnlyWeb, {.from = "cart", .to = "basket:80"}),
      "80 deny: 403: denied by AuthorizationPolicy shop/only-web, whose rule does not allow it: principal is "
      "`spiffe://cluster.local/ns/shop/sa/default`, not `cluster.local/ns/shop/sa/web`");
}

TEST(Reach, TellsWhichPortClientsDial) {
  const mesh::Mesh mesh = testing::TextMesh(kShop);
  EXPECT_EQ(
      AskReach(mesh, {.from = "web", .to = "cart:8080"})->ports.front().hint,
      "8080 is the workload's own port, dialled directly; clients of basket.shop.svc.cluster.local dial 80");
  EXPECT_EQ(AskReach(mesh, {.from = "web", .to = "cart:80"})->ports.front().hint, "");
}

TEST(Reach, AsksEveryPortWhenNoneIsGiven) {
  EXPECT_EQ(Ask(kOnlyWeb, {.from = "web", .to = "cart.shop"}),
            "80 allow: allowed by AuthorizationPolicy shop/only-web, rule 0\n"
            "5432 deny: refused: denied by AuthorizationPolicy shop/only-web, whose rule does not allow it: "
            "it asks "
            "for the method, which a proxy does not know of a TCP connection");
}

TEST(Reach, WithoutACertificateThereIsNoPrincipal) {
  EXPECT_EQ(
      Ask(kOnlyWeb, {.from = "legacy/old", .to = "cart:80"}),
      "80 deny: 403: denied by AuthorizationPolicy shop/only-web, whose rule does not allow it: principal is "
      "missing: the client shows no workload certificate, not `cluster.local/ns/shop/sa/web`");
  EXPECT_EQ(Ask("", {.from = "outside", .to = "old.legacy:80"}),
            "80 allow: allowed: nothing stands before the workload that could enforce a policy");
}

TEST(Reach, StrictServersRefusePlaintext) {
  const std::string answer = Ask(R"(apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: shop}
spec: {mtls: {mode: STRICT}}
)",
                                 {.from = "outside", .to = "cart:80"});
  EXPECT_TRUE(answer.starts_with("80 deny: refused: ")) << answer;
}

TEST(Reach, WhatTheSidecarListensForDecidesWhatPoliciesSee) {
  const std::string ingress = R"(apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: cart, namespace: shop}
spec:
  workloadSelector: {labels: {app: cart}}
  ingress: [{port: {number: 8080, name: tcp, protocol: TCP}, defaultEndpoint: 127.0.0.1:8080}]
---
)";
  EXPECT_EQ(Ask(ingress + kOnlyWeb, {.from = "web", .to = "cart:80"}),
            "80 deny: refused: denied by AuthorizationPolicy shop/only-web, whose rule does not allow it: it "
            "asks for the method, which a proxy does not know of a TCP connection")
      << "the Service says HTTP, the proxy reads none";
}

TEST(Reach, ZtunnelsKnowNoHttp) {
  const auto policy = [](const std::string& spec) {
    return "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\n"
           "metadata: {name: p, namespace: mesh}\nspec: " +
           spec + "\n";
  };
  const ReachQuestion question = {.from = "web", .to = "stock:80"};
  EXPECT_EQ(Ask(policy("{rules: [{from: [{source: {namespaces: [shop]}}]}]}"), question),
            "80 allow: allowed by AuthorizationPolicy mesh/p, rule 0");
  EXPECT_EQ(
      Ask(policy("{rules: [{to: [{operation: {methods: [GET]}}]}]}"), question),
      "80 deny: refused: denied by AuthorizationPolicy mesh/p, whose rule does not allow it: it asks for the "
      "method, which a ztunnel does not know");
  EXPECT_EQ(Ask(policy("{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}"), question),
            "80 allow: allowed: no ALLOW policy concerns it and no DENY policy matches")
      << "a DENY rule about HTTP alone matches nothing in a ztunnel";
}

TEST(Reach, NamesWhatThereIsToChooseFrom) {
  EXPECT_EQ(Ask("", {.from = "wb", .to = "cart"}),
            "there is no workload `wb`\ndid you mean `web`?\n`outside` is a client that has no part in "
            "the mesh");
  EXPECT_EQ(Ask("", {.from = "web", .to = "cart:http"}),
            "port `http` of `cart:http` is not a number from 1 to 65535");
  EXPECT_EQ(Ask("", {.from = "cart", .to = "web"}),
            "no service sends to shop/web, so that its port must be given\nwrite `web:PORT`");
  EXPECT_EQ(Ask("", {.from = "web", .to = "cart:80", .path = "cart"}), "path `cart` does not begin with `/`");
  EXPECT_EQ(Ask("", {.from = "web", .to = "cart:80", .source_address = "me"}), "`me` is no IP address");
}

}  // namespace
}  // namespace meshctl::simulate
