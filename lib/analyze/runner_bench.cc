// SPDX-License-Identifier: Apache-2.0
// What each rule costs per object. Times of one run are comparable: nothing may grow faster than the mesh.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <iterator>
#include <memory>
#include <string>

#include "analyze/registry.h"
#include "analyze/runner.h"
#include "diag/report.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

constexpr int kObjectsPerApp = 4;
constexpr int kAppsPerNamespace = 50;

// Applications with a Service, a Deployment, a DestinationRule and a VirtualService each; one in ten of the
// VirtualServices has a fault of every kind that it can have. Each namespace has a Gateway.
std::string MakeManifests(int objects) {
  std::string text;
  auto out = std::back_inserter(text);
  for (int app = 0; app < objects / kObjectsPerApp; ++app) {
    int ns = app / kAppsPerNamespace;
    if (app % kAppsPerNamespace == 0) {
      fmt::format_to(out, R"(---
apiVersion: v1
kind: Namespace
metadata: {{name: ns{0}}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {{name: edge, namespace: ns{0}}}
spec:
  selector: {{istio: ingressgateway}}
  servers:
  - port: {{number: 80, name: http, protocol: HTTP}}
    hosts: ["*.ns{0}.example"]
)",
                     ns);
    }
    std::string_view wrong = app % 10 == 0 ? "x" : "";
    fmt::format_to(out, R"(---
apiVersion: v1
kind: Service
metadata: {{name: app{0}, namespace: ns{1}}}
spec:
  selector: {{app: app{0}}}
  ports:
  - {{name: {2}http, port: 80}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app{0}, namespace: ns{1}}}
spec:
  template:
    metadata:
      labels: {{app: app{0}, version: v1}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {{name: app{0}, namespace: ns{1}}}
spec:
  host: app{0}
  subsets:
  - name: v1
    labels: {{version: v1}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{name: app{0}, namespace: ns{1}}}
spec:
  hosts: [app{0}.ns{1}.example{2}]
  gateways: [edge, edge{2}]
  http:
  - match:
    - uri: {{prefix: /api/v1}}
    - uri: {{prefix: /api/v2}}
    route:
    - destination: {{host: app{0}{2}, subset: v1, port: {{number: 80}}}}
  - match:
    - uri: {{prefix: {3}/orders}}
    route:
    - destination: {{host: app{0}, subset: v1{2}}}
  - route:
    - destination: {{host: app{0}.ns{1}.svc.cluster.local}}
)",
                   app, ns, wrong, wrong.empty() ? "" : "/api/v1");
  }
  return text;
}

const mesh::Mesh& MeshOf(int objects) {
  static std::unique_ptr<mesh::Mesh> mesh;
  static int made_for = 0;
  if (made_for != objects) {
    diag::Report faults;
    model::Manifests manifests({.limits = {.max_values = 1u << 30}});
    manifests.Add(std::make_unique<source::SourceFile>("mesh.yaml", MakeManifests(objects)), faults);
    mesh = std::make_unique<mesh::Mesh>(std::move(manifests));
    made_for = objects;
  }
  return *mesh;
}

// Argument 0: the rule's place in the table; argument 1: objects.
void BM_Rule(benchmark::State& state) {
  const Rule* const rules[] = {Rules()[static_cast<std::size_t>(state.range(0))]};
  const mesh::Mesh& mesh = MeshOf(static_cast<int>(state.range(1)));
  std::size_t findings = 0;
  for (auto _ : state) findings = RunRules(mesh, rules, {}).report.findings().size();
  state.SetLabel(std::string(rules[0]->name));
  state.counters["findings"] = static_cast<double>(findings);
  state.counters["per_object"] =
      benchmark::Counter(static_cast<double>(state.range(1)),
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void AllRules(benchmark::internal::Benchmark* bench) {
  for (int objects : {1000, 10000, 100000}) {
    for (std::size_t rule = 0; rule < Rules().size(); ++rule)
      bench->Args({static_cast<std::int64_t>(rule), objects});
  }
}
BENCHMARK(BM_Rule)->Apply(AllRules)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace meshctl::analyze
