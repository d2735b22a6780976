// SPDX-License-Identifier: Apache-2.0
// Decisions per second, in process, on one core: by the number of routes in one virtual host and by the
// number of hosts. And compiling, which is paid once.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "route/compile.h"
#include "route/decide.h"
#include "testing/text_mesh.h"

namespace meshctl::route {
namespace {

constexpr char kGateway[] = R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{name: http, port: 80}]}
)";

/// One host whose rules differ in path and, every fourth, ask for a header. `condition` is the kind of path.
std::string ManyRoutes(int count, std::string_view condition) {
  std::string text = kGateway;
  text +=
      "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: vs}\n"
      "spec:\n  hosts: [shop.example]\n  gateways: [gw]\n  http:\n";
  for (int i = 0; i < count; ++i) {
    const char* const header = i % 4 == 3 ? ", headers: {x-user: {exact: anna}}" : "";
    text += fmt::format(
        "  - {{match: [{{uri: {{{}: '/api/v1/resource-{}/{}'}}{}}}], route: [{{destination: {{host: "
        "a}}}}]}}\n",
        condition, i, condition == "regex" ? "[0-9]+" : "", header);
  }
  return text;
}

std::string ManyHosts(int count) {
  std::string text = kGateway;
  for (int i = 0; i < count; ++i) {
    text += fmt::format(
        "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: vs-{}}}\n"
        "spec: {{hosts: [host-{}.example], gateways: [gw], http: [{{route: [{{destination: {{host: "
        "a}}}}]}}]}}\n",
        i, i);
  }
  return text;
}

/// The path of the last route, so that every other one is tried: the worst case.
void BM_Routes(benchmark::State& state, std::string_view condition) {
  const int count = static_cast<int>(state.range(0));
  const mesh::Mesh mesh = testing::TextMesh(ManyRoutes(count, condition));
  const RouteTable table = Compile(mesh, GatewayProxies(mesh).front());
  http::Request request = *http::ParseUrl(fmt::format("http://shop.example/api/v1/resource-{}/7", count - 1));
  request.AddHeader("x-user", "anna");
  for (auto _ : state) {
    const Decision decision = Decide(table, request);
    if (!decision.route) state.SkipWithError("no route");
    benchmark::DoNotOptimize(decision);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(BM_Routes, prefix, "prefix")->Arg(10)->Arg(1'000)->Arg(10'000);
BENCHMARK_CAPTURE(BM_Routes, regex, "regex")->Arg(10)->Arg(1'000);

void BM_Hosts(benchmark::State& state) {
  const int count = static_cast<int>(state.range(0));
  const mesh::Mesh mesh = testing::TextMesh(ManyHosts(count));
  const RouteTable table = Compile(mesh, GatewayProxies(mesh).front());
  std::vector<http::Request> requests;
  for (int i = 0; i < 64; ++i)
    requests.push_back(*http::ParseUrl(fmt::format("http://host-{}.example/", i * 7919 % count)));
  std::size_t next = 0;
  for (auto _ : state) {
    const Decision decision = Decide(table, requests[next++ % requests.size()]);
    if (!decision.route) state.SkipWithError("no route");
    benchmark::DoNotOptimize(decision);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Hosts)->Arg(10)->Arg(10'000);

void BM_Compile(benchmark::State& state) {
  const mesh::Mesh mesh = testing::TextMesh(ManyHosts(static_cast<int>(state.range(0))));
  const Proxy proxy = GatewayProxies(mesh).front();
  for (auto _ : state) benchmark::DoNotOptimize(Compile(mesh, proxy));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Compile)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace meshctl::route
