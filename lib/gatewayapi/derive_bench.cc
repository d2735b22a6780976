// SPDX-License-Identifier: Apache-2.0
// Deriving Istio's objects from HTTPRoutes, in process, on one core: many routes of one host, and many hosts.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <string>

#include "gatewayapi/derive.h"

namespace meshctl::gatewayapi {
namespace {

model::Manifests Routes(int count, bool one_host) {
  std::string text = R"(apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web}
spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{name: http, port: 80}]}
)";
  for (int i = 0; i < count; ++i) {
    text += fmt::format(
        "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: r-{}}}\n"
        "spec: {{parentRefs: [{{name: web}}], hostnames: [host-{}.example], rules: [{{matches: [{{path: "
        "{{value: "
        "/api/{}}}}}], backendRefs: [{{name: a, port: 80}}]}}]}}\n",
        i, one_host ? 0 : i, i);
  }
  model::Manifests manifests;
  diag::Report report;
  manifests.Add(std::make_unique<source::SourceFile>("routes.yaml", std::move(text)), report);
  return manifests;
}

void Run(benchmark::State& state, bool one_host) {
  const model::Manifests manifests = Routes(static_cast<int>(state.range(0)), one_host);
  const mesh::MeshConfig config;
  for (auto _ : state) benchmark::DoNotOptimize(Derive(manifests, config));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void DeriveRoutesOfOneHost(benchmark::State& state) { Run(state, true); }
void DeriveHosts(benchmark::State& state) { Run(state, false); }

BENCHMARK(DeriveRoutesOfOneHost)->Arg(10)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(DeriveHosts)->Arg(10)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace meshctl::gatewayapi
