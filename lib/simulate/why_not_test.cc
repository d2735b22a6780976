// SPDX-License-Identifier: Apache-2.0
#include "simulate/why_not.h"

#include <gtest/gtest.h>

#include "simulate/simulate.h"
#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

constexpr char kMesh[] = R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["./shop.example", "*/blog.example"]}]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: inner, namespace: shop}
spec:
  selector: {istio: inner}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: shop}
spec:
  hosts: [shop.example]
  gateways: [front]
  http:
  - match: [{uri: {exact: /Cart}}]
    directResponse: {status: 200}
  - match: [{uri: {prefix: /api/}}]
    directResponse: {status: 200}
  - match: [{uri: {regex: "/v[0-9]+"}}]
    directResponse: {status: 200}
  - match: [{uri: {prefix: /admin}, method: {exact: POST}}]
    directResponse: {status: 200}
  - match: [{uri: {prefix: /deep}, method: {exact: PUT}, headers: {x: {}}}]
    directResponse: {status: 200}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: www, namespace: shop}
spec: {hosts: [www.shop.example], gateways: [front], http: [{directResponse: {status: 200}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: inner, namespace: shop}
spec: {hosts: [inner.example], gateways: [inner], http: [{directResponse: {status: 200}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: own, namespace: shop}
spec: {hosts: [own.example], http: [{directResponse: {status: 200}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: blog, namespace: blog}
spec: {hosts: [blog.example], gateways: [shop/front], exportTo: ["."], http: [{directResponse: {status: 200}}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: secret, namespace: shop, annotations: {networking.istio.io/exportTo: "."}}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: blog}
spec: {template: {metadata: {labels: {app: web}}}}
)";

class WhyNotTest : public ::testing::Test {
 protected:
  /// What is said of a request through the gateway `front`, or from the workload `web`.
  std::string Gateway(const std::string& url, const std::string& method = "GET") {
    return Said({.method = method, .url = url, .gateway = "front"});
  }
  std::string Workload(const std::string& url) { return Said({.url = url, .from = "web"}); }

  std::string Said(const Question& question) {
    const Simulation simulation = simulator_.Ask(question).value();
    return WhyNot(mesh_, *simulation.table, simulation.request, simulation.decision);
  }

  mesh::Mesh mesh_ = testing::TextMesh(kMesh);
  Simulator simulator_{mesh_};
};

TEST_F(WhyNotTest, HostsThatAreServedElsewhere) {
  EXPECT_EQ(
      Gateway("http://www.shop.example/"),
      "VirtualService shop/www (mesh.yaml:35:18) serves it at Gateway shop/front (mesh.yaml:3:18), whose "
      "servers do not have this host");
  EXPECT_EQ(
      Gateway("http://inner.example/"),
      "VirtualService shop/inner (mesh.yaml:40:18) serves it at Gateway shop/inner (mesh.yaml:10:18), whose "
      "selector `istio=inner` is not that of istio-system/istio-ingressgateway");
  EXPECT_EQ(
      Gateway("http://own.example/"),
      "VirtualService shop/own (mesh.yaml:45:18) serves it inside the mesh only: its `gateways` name no "
      "Gateway");
  EXPECT_EQ(
      Gateway("http://blog.example/"),
      "VirtualService blog/blog (mesh.yaml:50:18) serves it but is not exported to namespace `istio-system` "
      "of the gateway");
  EXPECT_EQ(Gateway("http://nobody.example/"), "");
}

TEST_F(WhyNotTest, RulesThatNearlyMatch) {
  const std::string rule = "VirtualService shop/front spec.http";
  EXPECT_EQ(Gateway("http://shop.example/cart"),
            "path `/cart` is not exactly `/Cart` in " + rule +
                "[0].match[0] (mesh.yaml:22:13); only the case differs: `ignoreUriCase` would accept it");
  EXPECT_EQ(Gateway("http://shop.example/Cart/7"),
            "path `/Cart/7` is not exactly `/Cart` in " + rule +
                "[0].match[0] (mesh.yaml:22:13); `prefix` instead of `exact` would match");
  EXPECT_EQ(Gateway("http://shop.example/api"),
            "path `/api` does not begin with `/api/` in " + rule +
                "[1].match[0] (mesh.yaml:24:13); the slash at its end is missing in the request");
  EXPECT_EQ(
      Gateway("http://shop.example/v1/x"),
      "regex `/v[0-9]+` does not match the whole path `/v1/x` in " + rule +
          "[2].match[0] (mesh.yaml:26:13); a regex has to match the whole path: `.*` at its end is missing");
  EXPECT_EQ(
      Gateway("http://shop.example/admin", "post"),
      "method is `post`, not `POST` in " + rule + "[3].match[0] (mesh.yaml:28:13); only the case differs");
}

TEST_F(WhyNotTest, OneConditionIsNearerThanTwo) {
  EXPECT_EQ(
      Gateway("http://shop.example/admin"),
      "method is `GET`, not `POST` in VirtualService shop/front spec.http[3].match[0] (mesh.yaml:28:13)");
  EXPECT_EQ(Gateway("http://shop.example/deep", "DELETE"), "");
  EXPECT_EQ(Gateway("http://shop.example/nothing"), "");
}

TEST_F(WhyNotTest, ServicesThatAWorkloadCannotReach) {
  EXPECT_EQ(Workload("http://cart.shop:8080/"),
            "Service shop/cart (mesh.yaml:55:18) has no port 8080, only 80");
  EXPECT_EQ(Workload("http://secret.shop/"),
            "Service shop/secret (mesh.yaml:60:18) is not exported to namespace `blog`");
  EXPECT_EQ(Workload("http://cart.shpo.svc.cluster.local/"),
            "no Service or ServiceEntry has this host; did you mean `cart.shop.svc.cluster.local`?");
  EXPECT_EQ(Workload("http://www.far.example/"), "no Service or ServiceEntry has this host");
  EXPECT_EQ(Workload("http://10.1.2.3/"), "");
}

TEST_F(WhyNotTest, IsSilentWhenAllIsWell) {
  EXPECT_EQ(Gateway("http://shop.example/Cart"), "");
  EXPECT_EQ(Workload("http://cart.shop/"), "");
}

// Gateways may name the port of their pods; clients still dial that of the Service.
TEST(WhyNot, PortsThatNobodyCanDial) {
  const mesh::Mesh mesh = testing::TextMesh(R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front}
spec:
  selector: {app: gw}
  servers:
  - {port: {number: 8080, name: http, protocol: HTTP}, hosts: ["*"]}
  - {port: {number: 9999, name: other, protocol: HTTP}, hosts: ["*"]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: gw}
spec: {template: {metadata: {labels: {app: gw}}}}
---
apiVersion: v1
kind: Service
metadata: {name: gw}
spec: {selector: {app: gw}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: all}
spec: {hosts: ["*"], gateways: [front], http: [{directResponse: {status: 200}}]}
)");
  Simulator simulator(mesh);
  const auto answer = [&](const std::string& url) { return simulator.Ask({.url = url})->answer; };
  EXPECT_EQ(answer("http://shop.example/").status, 200u);
  EXPECT_EQ(answer("http://shop.example/").hint, "");
  EXPECT_EQ(answer("http://shop.example:8080/").hint,
            "8080 is the port of the gateway's pods; clients dial 80");
  EXPECT_EQ(answer("http://shop.example:9999/").hint,
            "no Service of the gateway has port 9999, so that clients cannot dial it");
  EXPECT_EQ(answer("http://shop.example:81/").summary,
            "refused: the gateway does not listen on port 81, only on 80, 9999");
}

}  // namespace
}  // namespace meshctl::simulate
