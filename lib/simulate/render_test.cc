// SPDX-License-Identifier: Apache-2.0
#include "simulate/render.h"

#include <gtest/gtest.h>

#include "testing/golden.h"
#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

using testing::MatchesFile;

constexpr char kShop[] = R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: ["shop.example"]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: shop}
spec:
  hosts: ["shop.example"]
  gateways: [front]
  http:
  - match:
    - uri: {exact: /health}
    directResponse: {status: 200, body: {string: fine}}
  - match:
    - uri: {prefix: /old}
    redirect: {uri: /new, redirectCode: 302}
  - match:
    - headers: {x-user: {exact: anna}}
      uri: {prefix: /cart/}
    - port: 8443
    name: canary
    rewrite: {uri: /}
    timeout: 2s
    retries: {attempts: 3, perTryTimeout: 500ms, retryOn: 5xx}
    fault: {delay: {fixedDelay: 1s, percentage: {value: 12.5}}}
    mirror: {host: audit}
    headers: {request: {set: {x-canary: "1"}}}
    route:
    - destination: {host: cart, subset: v1}
      weight: 9
    - destination: {host: cart, subset: v3}
      weight: 1
  - route:
    - destination: {host: cart}
  - match:
    - uri: {prefix: /late}
    route:
    - destination: {host: cart}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec:
  host: cart
  trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}
  subsets:
  - {name: v1, labels: {version: v1}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: cart}
  ports: [{name: http, port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-v1, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: cart}}
  template: {metadata: {labels: {app: cart, version: v1}}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: deny, namespace: shop}
spec: {action: DENY, rules: [{}]}
)";

class Render : public ::testing::Test {
 protected:
  std::string Text(Question question, Detail detail = Detail::kShort) {
    const Result<Simulation> simulation = simulator_.Ask(question);
    return simulation ? RenderText(*simulation, detail, {}) : simulation.error().message;
  }

  mesh::Mesh mesh_ = testing::TextMesh(kShop);
  Simulator simulator_{mesh_};
};

TEST_F(Render, TheWayTaken) {
  EXPECT_TRUE(MatchesFile("testdata/route/text/way-taken.txt",
                          Text({.url = "http://shop.example/cart/7?q=1", .headers = {"X-User: anna"}})));
}

TEST_F(Render, Explain) {
  EXPECT_TRUE(MatchesFile("testdata/route/text/explain.txt",
                          Text({.url = "http://shop.example/cart/7"}, Detail::kExplain)));
}

TEST_F(Render, Redirect) {
  EXPECT_TRUE(
      MatchesFile("testdata/route/text/redirect.txt", Text({.url = "http://shop.example/old/x?y=1"})));
}

TEST_F(Render, DirectResponse) {
  EXPECT_TRUE(
      MatchesFile("testdata/route/text/direct-response.txt", Text({.url = "http://shop.example/health"})));
}

TEST_F(Render, RefusalsSayWhyInTheFirstLine) {
  EXPECT_TRUE(MatchesFile("testdata/route/text/refusals.txt",
                          Text({.url = "http://other.example/"}) + Text({.url = "https://shop.example/"})));
}

TEST_F(Render, FromAWorkload) {
  EXPECT_TRUE(MatchesFile("testdata/route/text/from-workload.txt",
                          Text({.url = "http://cart/", .from = "cart-v1"}) +
                              Text({.url = "http://example.org/", .from = "cart-v1.shop"})));
}

TEST_F(Render, JsonIsComplete) {
  const Result<Simulation> simulation =
      simulator_.Ask({.url = "http://shop.example/cart/7?q=1", .headers = {"X-User: anna"}});
  EXPECT_TRUE(MatchesFile("testdata/route/text/way-taken.json", RenderJson(*simulation)));
}

TEST_F(Render, ColorChangesNothingButColor) {
  const Result<Simulation> simulation = simulator_.Ask({.url = "http://shop.example/cart/7"});
  std::string colored = RenderText(*simulation, Detail::kExplain, {.color = true});
  for (std::size_t at; (at = colored.find('\x1b')) != std::string::npos;) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  EXPECT_EQ(colored, RenderText(*simulation, Detail::kExplain, {}));
}

TEST_F(Render, ControlCharactersOfARequestStayVisible) {
  EXPECT_EQ(Text({.method = "\x1b[31mGET", .url = "http://shop.example/health"}).find('\x1b'),
            std::string::npos);
}

}  // namespace
}  // namespace meshctl::simulate
