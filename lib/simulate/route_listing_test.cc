// SPDX-License-Identifier: Apache-2.0
#include "simulate/route_listing.h"

#include <gtest/gtest.h>

#include "route/compile.h"
#include "simulate/graph.h"
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
    hosts: ["shop.example", "*.shop.example"]
  - port: {number: 443, name: tls, protocol: TLS}
    hosts: ["db.example"]
    tls: {mode: PASSTHROUGH}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: shop}
spec:
  hosts: ["shop.example"]
  gateways: [front]
  http:
  - match: [{uri: {prefix: /cart}, headers: {x-user: {exact: anna}}}]
    route:
    - {destination: {host: cart, subset: v1}, weight: 9}
    - {destination: {host: cart, subset: v3}, weight: 1}
    mirror: {host: audit}
  - match: [{uri: {prefix: /cart}}, {uri: {exact: /cart/7}}]
    route: [{destination: {host: cart}}]
  - match: [{uri: {prefix: /old}}]
    redirect: {uri: /new}
  - match: [{port: 8443}]
    route: [{destination: {host: cart}}]
  - directResponse: {status: 404}
  - match: [{uri: {prefix: /late}}]
    route: [{destination: {host: cart}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: db, namespace: shop}
spec:
  hosts: ["db.example"]
  gateways: [front]
  tls:
  - match: [{sniHosts: [db.example]}]
    route: [{destination: {host: cart, port: {number: 80}}}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec: {host: cart, subsets: [{name: v1, labels: {version: v1}}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: cart}
  ports: [{name: http, port: 80, targetPort: 8080}, {name: tcp, port: 6379}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-v1, namespace: shop}
spec: {replicas: 2, template: {metadata: {labels: {app: cart, version: v1}}}}
)";

class ListingOfShop : public ::testing::Test {
 protected:
  std::string Text(const route::RouteTable& table, std::string_view host, Detail detail = Detail::kShort) {
    return RenderText(List(table, host), detail, {});
  }

  mesh::Mesh mesh_ = testing::TextMesh(kShop);
  route::RouteTable gateway_ = route::Compile(mesh_, route::FindGateway(mesh_, "front").value());
  route::RouteTable sidecar_ = route::Compile(mesh_, route::FindSidecar(mesh_, "cart-v1").value());
};

TEST_F(ListingOfShop, MarksWhatIsNeverReached) {
  const Listing listing = List(gateway_, "shop.example");
  ASSERT_EQ(listing.hosts.size(), 1u);
  std::vector<int> shadows;
  for (const ListedRoute& line : listing.hosts.front().routes) shadows.push_back(line.shadowed_by);
  EXPECT_EQ(shadows, (std::vector<int>{-1, -1, 1, -1, -1}));
}

TEST_F(ListingOfShop, IsForPeople) {
  EXPECT_TRUE(MatchesFile("testdata/route/text/routes.txt",
                          Text(gateway_, "") + "\n" + Text(gateway_, "shop.example", Detail::kExplain) +
                              "\n" + Text(gateway_, "db.example") + "\n" + Text(sidecar_, "cart") + "\n" +
                              Text(sidecar_, "")));
}

TEST_F(ListingOfShop, IsForPrograms) {
  EXPECT_TRUE(MatchesFile("testdata/route/text/routes.json",
                          RenderJson({List(gateway_, "shop.example"), List(sidecar_, "cart.shop:6379")})));
}

TEST_F(ListingOfShop, FindsHostsByEveryNameAndByPort) {
  EXPECT_EQ(List(sidecar_, "cart").hosts.size(), 1u);
  EXPECT_EQ(List(sidecar_, "cart.shop.svc.cluster.local").hosts.size(), 1u);
  EXPECT_EQ(List(sidecar_, "cart:80").chains.size(), 0u);
  EXPECT_EQ(List(sidecar_, "cart:6379").hosts.size(), 0u);
  EXPECT_EQ(List(sidecar_, "cart:6379").chains.size(), 1u);
  EXPECT_TRUE(List(sidecar_, "nobody").empty());
  EXPECT_TRUE(List(gateway_, "www.shop.example").empty());
}

TEST_F(ListingOfShop, CanBeDrawn) {
  Simulator simulator(mesh_);
  const Simulation simulation = simulator.Ask({.url = "http://shop.example/cart/7"}).value();
  EXPECT_TRUE(MatchesFile("testdata/route/text/routes.dot", RenderDot(simulation)));
  EXPECT_TRUE(MatchesFile("testdata/route/text/routes.mmd", RenderMermaid(simulation)));
  EXPECT_EQ(RenderMermaid(simulator.Ask({.url = "http://shop.example:81/"}).value()),
            "flowchart LR\n"
            "  n0[/\"gateway istio-system/istio-ingressgateway\"\\]\n"
            "  n1[\"refused: the gateway does not listen on port 81, only on 80, 443\"]\n"
            "  n0 ==> n1\n");
}

}  // namespace
}  // namespace meshctl::simulate
