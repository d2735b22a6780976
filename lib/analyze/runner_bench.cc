// SPDX-License-Identifier: Apache-2.0
// What each rule costs per object, on meshes of growing size. Nothing may grow faster than the mesh: the
// counter `growth` is the time per object at 100,000 objects over that at 10,000, measured in one run and
// with cold caches, as a rule meets them in a whole run.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analyze/findings.h"
#include "analyze/given.h"
#include "analyze/registry.h"
#include "diag/report.h"
#include "mesh/mesh.h"
#include "model/defaults.h"

namespace meshctl::analyze {
namespace {

constexpr int kAppsPerNamespace = 50;
constexpr int kObjectsPerNamespace = 8 + 5 * kAppsPerNamespace;  // as the texts below have them

constexpr std::string_view kNamespace = R"(---
apiVersion: v1
kind: Namespace
metadata: {{name: ns{0}, labels: {{istio-injection: enabled}}}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {{name: edge, namespace: ns{0}}}
spec:
  selector: {{istio: ingressgateway}}
  servers:
  - port: {{number: 443, name: https, protocol: HTTPS}}
    hosts: ["*.ns{0}.example"]
    tls: {{mode: SIMPLE, credentialName: ns{0}-tls}}
---
apiVersion: v1
kind: Secret
metadata: {{name: ns{0}-tls, namespace: istio-system}}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {{name: default, namespace: ns{0}}}
spec: {{mtls: {{mode: STRICT}}}}
---
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {{name: logs, namespace: ns{0}}}
spec: {{accessLogging: [{{providers: [{{name: envoy}}]}}]}}
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {{name: default, namespace: ns{0}}}
spec: {{egress: [{{hosts: ["./*", "istio-system/*"]}}]}}
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {{name: payments, namespace: ns{0}}}
spec:
  hosts: [pay.ns{0}.example]
  ports: [{{number: 443, name: tls, protocol: TLS}}]
  resolution: DNS
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {{name: tune, namespace: ns{0}}}
spec:
  workloadSelector: {{labels: {{app: app{1}}}}}
  configPatches:
  - applyTo: CLUSTER
    patch: {{operation: MERGE, value: {{per_connection_buffer_limit_bytes: 32768}}}}
)";

/// One in ten has a fault of every kind that it can have: {2} and {3} are then not empty.
constexpr std::string_view kApp = R"(---
apiVersion: v1
kind: Service
metadata: {{name: app{0}, namespace: ns{1}}}
spec:
  selector: {{app: app{0}}}
  ports:
  - {{name: {2}http, port: 80, targetPort: 8080}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app{0}, namespace: ns{1}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: app{0}{2}}}}}
  template:
    metadata:
      labels: {{app: app{0}{2}, version: v1}}
    spec:
      serviceAccountName: app{0}
      containers:
      - name: app
        image: registry.example/app{0}:1.2
        ports: [{{containerPort: 8080}}]
        readinessProbe: {{httpGet: {{port: 8080}}}}
        resources: {{requests: {{cpu: 100m}}, limits: {{memory: 64Mi}}}}
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
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {{name: app{0}, namespace: ns{1}}}
spec:
  selector: {{matchLabels: {{app: app{0}}}}}
  rules:
  - from: [{{source: {{namespaces: [ns{1}{2}], principals: [cluster.local/ns/istio-system/sa/istio-ingressgateway]}}}}]
    to: [{{operation: {{methods: [GET], paths: ["/api/*"]}}}}]
)";

std::string MakeManifests(int objects) {
  std::string text;
  auto out = std::back_inserter(text);
  const int namespaces = std::max(1, objects / kObjectsPerNamespace);
  for (int ns = 0; ns < namespaces; ++ns) {
    fmt::format_to(out, fmt::runtime(kNamespace), ns, ns * kAppsPerNamespace);
    for (int app = ns * kAppsPerNamespace; app < (ns + 1) * kAppsPerNamespace; ++app) {
      const bool wrong = app % 10 == 0;
      fmt::format_to(out, fmt::runtime(kApp), app, ns, wrong ? "x" : "", wrong ? "/api/v1" : "");
    }
  }
  return text;
}

/// A mesh of about so many objects; made once for each size.
const mesh::Mesh& MeshOf(int objects) {
  static std::map<int, std::unique_ptr<mesh::Mesh>> meshes;
  std::unique_ptr<mesh::Mesh>& mesh = meshes[objects];
  if (!mesh) {
    diag::Report faults;
    model::Manifests manifests({.limits = {.max_values = 1u << 30}});
    manifests.Add(std::make_unique<source::SourceFile>("mesh.yaml", MakeManifests(objects)), faults);
    model::AddDefaultIngressGateway(manifests);
    mesh = std::make_unique<mesh::Mesh>(std::move(manifests));
  }
  return *mesh;
}

/// Leaves nothing of a mesh in the caches: in a whole run a hundred other rules went before.
void EvictCaches() {
  static std::vector<char> other(128u << 20);
  for (std::size_t at = 0; at < other.size(); at += 64) ++other[at];
  benchmark::DoNotOptimize(other.data());
}

/// Nanoseconds per object that a rule takes; the best of some runs, which is the one least disturbed.
double PerObject(const Rule& rule, int objects) {
  const mesh::Mesh& mesh = MeshOf(objects);
  const Given given(mesh, Coverage::kFiles);
  const auto start_of_run = std::chrono::system_clock::now();
  double best = 1e18;
  for (int run = 0; run < 5; ++run) {
    EvictCaches();
    const auto start = std::chrono::steady_clock::now();
    Shared shared(mesh);  // nothing is shared with earlier runs
    Findings findings(rule, given, shared, start_of_run);
    rule.check(mesh, findings);
    benchmark::DoNotOptimize(findings.all().data());
    best = std::min(
        best, std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count());
  }
  return best / static_cast<double>(mesh.manifests().objects().size());
}

void BM_Rule(benchmark::State& state) {
  const Rule& rule = *Rules()[static_cast<std::size_t>(state.range(0))];
  std::array<double, 3> cost{};
  if (!rule.check) return state.SkipWithError("compares clusters");
  for (auto _ : state) {
    cost = {PerObject(rule, 1'000), PerObject(rule, 10'000), PerObject(rule, 100'000)};
  }
  state.SetLabel(fmt::format("{} {}", rule.code, rule.name));
  state.counters["ns_1k"] = cost[0];
  state.counters["ns_10k"] = cost[1];
  state.counters["ns_100k"] = cost[2];
  state.counters["growth"] = cost[2] / cost[1];
}

void EveryRule(benchmark::internal::Benchmark* bench) {
  for (std::size_t rule = 0; rule < Rules().size(); ++rule) bench->Arg(static_cast<std::int64_t>(rule));
}
BENCHMARK(BM_Rule)->Apply(EveryRule)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace meshctl::analyze
