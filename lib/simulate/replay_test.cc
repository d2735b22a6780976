// SPDX-License-Identifier: Apache-2.0
#include "simulate/replay.h"

#include <gtest/gtest.h>

#include "route/compile.h"
#include "simulate/render_replay.h"
#include "testing/golden.h"
#include "testing/text_mesh.h"

namespace meshctl::simulate {
namespace {

constexpr char kGateway[] = R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: shop}
spec:
  hosts: ["shop.example"]
  gateways: [front]
  http:
)";

constexpr char kNow[] = R"(  - match: [{uri: {prefix: /cart}}]
    route:
    - {destination: {host: cart, subset: v1}, weight: 3}
    - {destination: {host: cart, subset: v2}, weight: 1}
  - match: [{headers: {user-agent: {prefix: curl}}}]
    directResponse: {status: 403}
  - match: [{headers: {x-user: {exact: anna}}}]
    directResponse: {status: 200}
)";

constexpr char kThen[] = R"(  - match: [{uri: {prefix: /cart/}}]
    route: [{destination: {host: cart}}]
)";

constexpr char kLog[] = R"(GET http://shop.example/cart/1
GET http://shop.example/cart?q=1

POST http://shop.example/login
POST http://shop.example/login
GET http://other.example/
this is no request
)";

struct Config {
  explicit Config(const std::string& rules) : mesh(testing::TextMesh(kGateway + rules)) {
    table = route::Compile(mesh, route::FindGateway(mesh, "front").value());
  }
  Replayed replayed() const { return {&mesh, &table}; }

  mesh::Mesh mesh;
  route::RouteTable table;
};

class ReplayTest : public ::testing::Test {
 protected:
  ReplayReport Run(std::vector<std::string_view> blocks, http::LogFormat format = http::LogFormat::kList) {
    Replay replay(now_.replayed(), then_.replayed(), format, http::ParseUrl("http://shop.example/").value());
    replay.Add(blocks);
    report_.emplace(replay.Report());
    text_ = RenderText(*report_, format, now_.table.proxy, Detail::kShort, {});
    json_ = RenderJson(*report_, format, now_.table.proxy);
    return *report_;
  }

  Config now_{kNow};
  Config then_{kThen};
  std::optional<ReplayReport> report_;
  std::string text_;
  std::string json_;
};

TEST_F(ReplayTest, CountsWhatBecomesOfEveryLine) {
  const ReplayReport report = Run({kLog});
  EXPECT_EQ(report.lines, 5u);
  EXPECT_EQ(report.unreadable, 1u);
  EXPECT_EQ(report.first_unreadable.front().number, 7u);
  EXPECT_EQ(report.unrouted, 3u);
  ASSERT_EQ(report.top_unrouted.size(), 2u);
  EXPECT_EQ(report.top_unrouted.front().text, "shop.example/login");
  EXPECT_EQ(report.top_unrouted.front().count, 2u);
  ASSERT_EQ(report.destinations.size(), 2u);
  EXPECT_EQ(report.destinations.front().first, "outbound|80|v1|cart.shop.svc.cluster.local");
  EXPECT_DOUBLE_EQ(report.destinations.front().second, 1.5);
  EXPECT_EQ(report.unsure, 4u);
  EXPECT_EQ(report.unknown_headers, std::vector<std::string>{"x-user"});
}

TEST_F(ReplayTest, GroupsDifferences) {
  const ReplayReport report = Run({kLog});
  EXPECT_EQ(report.different, 2u);
  ASSERT_EQ(report.differences.size(), 2u);
  EXPECT_EQ(report.differences[0].count, 1u);
}

TEST(Replay, AnotherPathIsADifference) {
  const Config now("  - {rewrite: {uri: /v2}, route: [{destination: {host: cart}}]}\n");
  const Config then("  - {route: [{destination: {host: cart}}]}\n");
  Replay replay(now.replayed(), then.replayed(), http::LogFormat::kList,
                http::ParseUrl("http://shop.example/").value());
  replay.Add({"GET http://shop.example/cart/1\n"});
  const ReplayReport report = replay.Report();
  ASSERT_EQ(report.differences.size(), 1u);
  EXPECT_EQ(report.differences[0].from, report.differences[0].to + ", path to `/v2…`");
}

TEST_F(ReplayTest, IsForPeopleAndForPrograms) {
  Run({kLog});
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/replay.txt", text_));
  EXPECT_TRUE(testing::MatchesFile("testdata/route/text/replay.json", json_));
}

TEST_F(ReplayTest, BlocksMakeNoDifference) {
  const std::string_view log = kLog;
  Run({log});
  const std::string whole = json_;
  std::vector<std::string_view> lines;
  for (std::string_view rest = log; !rest.empty();) {
    const std::size_t end = rest.find('\n') + 1;
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  ASSERT_GT(lines.size(), 6u);
  Run(lines);
  EXPECT_EQ(json_, whole);
}

TEST_F(ReplayTest, LogsSayWhichHeadersTheyHold) {
  const ReplayReport report = Run({R"(10.1.2.3 - - [now] "GET /x HTTP/1.1" 200 1 "-" "curl/8")"
                                   "\n"},
                                  http::LogFormat::kCombined);
  ASSERT_EQ(report.fates.size(), 1u);
  EXPECT_EQ(report.fates.front().fate.words, "403 by the rule itself");
  EXPECT_EQ(report.unrouted, 0u);
}

TEST_F(ReplayTest, PortsOfPodsAreThoseOfNobodyElse) {
  // The default ingress gateway's manifests do not say that port 80 is 8080 in the pod, but the log does.
  const ReplayReport report = Run(
      {R"([now] "GET /cart HTTP/1.1" 200 - via_upstream - "-" 0 1 1 1 "-" "-" "-" "shop.example" "10.0.0.7:80" x 10.0.0.1:1 10.0.0.1:8080 10.1.2.3:5 - -)"
       "\n"},
      http::LogFormat::kEnvoy);
  EXPECT_EQ(report.unrouted, 0u);
}

TEST(DetectFormat, SkipsWhatIsNoRequest) {
  EXPECT_EQ(DetectFormat("# a comment of mine here\n\nGET /a\n"), http::LogFormat::kList);
  EXPECT_EQ(DetectFormat("{\"path\": \"/\"}\n"), http::LogFormat::kJson);
  EXPECT_EQ(DetectFormat("no log at all\n"), std::nullopt);
  EXPECT_EQ(DetectFormat(""), std::nullopt);
}

}  // namespace
}  // namespace meshctl::simulate
