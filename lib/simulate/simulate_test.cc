// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulate.h"

#include <gtest/gtest.h>

#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

constexpr char kTwoGateways[] = R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: public, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: inner, namespace: shop}
spec:
  selector: {app: inner}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["both.example"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: both, namespace: shop}
spec:
  hosts: [both.example]
  gateways: [public, inner]
  http: [{directResponse: {status: 200}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: public, namespace: shop}
spec:
  hosts: [public.example]
  gateways: [public]
  http: [{directResponse: {status: 201}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: blog}
spec: {template: {metadata: {labels: {app: web}}}}
)";

class Simulate : public ::testing::Test {
 protected:
  /// Message and hints of the refusal.
  std::string Refusal(const Question& question) {
    const Result<Simulation> simulation = simulator_.Ask(question);
    if (simulation) return "no refusal: " + simulation->answer.summary;
    EXPECT_EQ(simulation.error().kind, Error::Kind::kUsage);
    std::string text = simulation.error().message;
    for (const std::string& hint : simulation.error().hints) text += "\n" + hint;
    return text;
  }

  mesh::Mesh mesh_ = testing::TextMesh(kTwoGateways);
  Simulator simulator_{mesh_};
};

TEST_F(Simulate, TakesTheOnlyGatewayThatServesTheHost) {
  EXPECT_EQ(simulator_.Ask({.url = "http://public.example/"})->answer.status, 201);
}

TEST_F(Simulate, AsksWhichGatewayIsMeant) {
  EXPECT_EQ(Refusal({.url = "http://both.example/"}),
            "2 gateways serve `both.example`\n"
            "choose `--gateway shop/(app=inner)`\n"
            "choose `--gateway istio-system/istio-ingressgateway`");
  EXPECT_EQ(simulator_.Ask({.url = "http://both.example/", .gateway = "inner"})->answer.status, 200);
  EXPECT_EQ(simulator_.Ask({.url = "http://both.example/", .gateway = "public.shop"})->answer.status, 200);
  EXPECT_EQ(simulator_.Ask({.url = "http://both.example/", .gateway = "istio-ingressgateway"})->answer.status,
            200);
}

TEST_F(Simulate, NamesWhatThereIsToChooseFrom) {
  EXPECT_EQ(Refusal({.url = "http://a/", .gateway = "inne"}),
            "there is no gateway `inne`\ndid you mean `inner`?");
  EXPECT_EQ(Refusal({.url = "http://a/", .from = "nobody-knows"}),
            "there is no workload `nobody-knows`\n"
            "there is `blog/web`, `istio-system/istio-ingressgateway`, `shop/web`");
  EXPECT_EQ(Refusal({.url = "http://a/", .from = "web"}),
            "`web` names 2 workloads\nchoose one of `blog/web`, `shop/web`");
  EXPECT_EQ(Refusal({.url = "http://a/", .gateway = "inner", .from = "web.shop"}),
            "a request cannot come both through a gateway and from a workload\n"
            "give either `--gateway` or `--from`");
  EXPECT_EQ(Refusal({.url = "/"}),
            "URL `/` names no host\nwrite the whole URL, for example `http://shop.example/cart`");
}

TEST_F(Simulate, TakesTheConnectionAsItIsAskedFor) {
  const auto request = [&](const Question& question) { return simulator_.Ask(question)->request; };
  http::Request seen = request({.url = "http://public.example/", .sni = "other.example"});
  EXPECT_EQ(seen.tls, http::Tls::kTls);
  EXPECT_EQ(seen.sni, "other.example");
  EXPECT_EQ(seen.scheme, "https");
  seen = request({.url = "https://public.example/", .gateway = "public", .tls = http::Tls::kPlaintext});
  EXPECT_EQ(seen.sni, "");
  EXPECT_EQ(seen.scheme, "http");
  seen = request({.url = "tcp://public.example:443", .gateway = "public", .tls = http::Tls::kMutual});
  EXPECT_EQ(seen.sni, "public.example");
  EXPECT_EQ(seen.protocol, http::Protocol::kTcp);
  EXPECT_EQ(Refusal({.url = "http://a/", .sni = "b", .tls = http::Tls::kPlaintext}),
            "a plaintext connection has no server name\n"
            "leave out `--sni`, or say `--tls tls` or `--tls mtls`");
}

TEST_F(Simulate, FindsWorkloadsByEveryWayToWriteThem) {
  EXPECT_EQ(route::FindSidecar(mesh_, "web.shop")->ns, "shop");
  EXPECT_EQ(route::FindSidecar(mesh_, "blog/web")->ns, "blog");
}

TEST(SimulateWithoutGateway, IsAnAnswer) {
  const mesh::Mesh mesh = testing::TextMesh("");
  Simulator simulator(mesh);
  EXPECT_EQ(simulator.Ask({.url = "http://a/"})->answer.summary, "refused: there is no Gateway");
}

}  // namespace
}  // namespace meshctl::simulate
