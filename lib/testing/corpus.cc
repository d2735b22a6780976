// SPDX-License-Identifier: Apache-2.0
// Four templates, filled in from the number of the app. Lengths and optional parts vary with the number so
// that no two files are alike, and nothing is random. Together they are a sound mesh.
#include "testing/corpus.h"

#include <fmt/core.h>

namespace meshctl::testing {
namespace {

std::string Deployment(std::size_t app) {
  std::string env;
  for (std::size_t i = 0; i < app % 5; ++i) {
    env += fmt::format(
        "        - name: UPSTREAM_{0}_URL\n          value: \"http://app-{1:04}.team-{0:02}.svc:8080/\"\n", i,
        (app * 7 + i) % 10000);
  }
  return fmt::format(R"(# app-{0:04} answers for the orders of region {1}.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{0:04}
  namespace: team-{1:02}
  labels:
    app: app-{0:04}
    version: v{2}
  annotations:
    example.com/owner: "team {1}"  # who is called at night
spec:
  replicas: {3}
  selector:
    matchLabels:
      app: app-{0:04}
  template:
    metadata:
      labels:
        app: app-{0:04}
        version: v{2}
    spec:
      serviceAccountName: app-{0:04}
      containers:
      - name: app
        image: registry.example.com/team-{1:02}/app-{0:04}:1.{2}.{3}
        imagePullPolicy: IfNotPresent
        ports:
        - name: http
          containerPort: 8080
        - name: grpc-admin
          containerPort: 9090
        env:
        - name: LOG_LEVEL
          value: info
{4}        resources:
          requests: {{cpu: {5}m, memory: 128Mi}}
          limits:
            memory: 256Mi
        readinessProbe:
          httpGet:
            path: /ready
            port: http
          periodSeconds: 5
)",
                     app, app % 40, app % 3 + 1, app % 7 + 1, env, 50 * (app % 9 + 1));
}

std::string Service(std::size_t app) {
  return fmt::format(R"(apiVersion: v1
kind: Service
metadata:
  name: app-{0:04}
  namespace: team-{1:02}
spec:
  selector:
    app: app-{0:04}
  ports:
  - name: http
    port: 80
    targetPort: http
  - name: grpc-admin
    port: 9090
    protocol: TCP
)",
                     app, app % 40);
}

/// Every eighth app has a Gateway, which the seven behind it share; the others have a DestinationRule.
bool HasGateway(std::size_t app) { return app % 8 == 0; }

/// Another app of the same team, if there is one.
std::size_t Neighbour(std::size_t app, std::size_t files) {
  if (app + 40 < files) return app + 40;
  return app >= 40 ? app - 40 : app;
}

std::string VirtualService(std::size_t app, std::size_t files) {
  const std::size_t gateway = app - app % 8;
  std::string canary;
  if (app % 3 == 0 && !HasGateway(app)) {
    canary = fmt::format(R"(  # Testers choose the canary by a header.
  - match:
    - headers:
        x-canary:
          exact: "true"
      uri:
        prefix: /api/v{}
    route:
    - destination:
        host: app-{:04}
        port: {{number: 80}}
        subset: canary
)",
                         app % 4 + 1, app);
  }
  return fmt::format(R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: app-{0:04}
  namespace: team-{1:02}
spec:
  hosts:
  - app-{0:04}
  - app-{0:04}.g{6:04}.example.com
  gateways: [mesh, team-{7:02}/gateway-{6:04}]
  http:
{2}  - name: main
    route:
    - destination:
        host: app-{0:04}.team-{1:02}.svc.cluster.local
        port:
          number: 80
      weight: {3}
    - destination:
        host: app-{8:04}.team-{1:02}.svc.cluster.local
        port:
          number: 80
      weight: {4}
    timeout: {5}s
    retries:
      attempts: 3
      perTryTimeout: 500ms
      retryOn: gateway-error,connect-failure,refused-stream
)",
                     app, app % 40, canary, 100 - app % 20, app % 20, app % 30 + 3, gateway, gateway % 40,
                     Neighbour(app, files));
}

std::string DestinationRule(std::size_t app) {
  return fmt::format(R"(apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: app-{0:04}
  namespace: team-{1:02}
spec:
  host: app-{0:04}
  trafficPolicy:
    connectionPool:
      http:
        http1MaxPendingRequests: {2}
        maxRequestsPerConnection: 10
    outlierDetection:
      consecutive5xxErrors: 5
      interval: 30s
      baseEjectionTime: 1m
  subsets:
  - name: stable
    labels:
      version: v{3}
  - name: canary
    labels:
      app: app-{0:04}
)",
                     app, app % 40, 100 + app % 900, app % 3 + 1);
}

std::string Gateway(std::size_t app) {
  return fmt::format(R"(apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: gateway-{0:04}
  namespace: team-{1:02}
spec:
  selector:
    istio: ingressgateway
  servers:
  - port:
      number: 443
      name: https
      protocol: HTTPS
    hosts:
    - "*.g{0:04}.example.com"
    tls:
      mode: SIMPLE  # the certificate comes from cert-manager
      credentialName: app-{0:04}-tls
)",
                     app, app % 40);
}

}  // namespace

std::vector<CorpusFile> MakeCorpus(std::size_t files) {
  std::vector<CorpusFile> corpus;
  corpus.reserve(files);
  for (std::size_t app = 0; app < files; ++app) {
    corpus.push_back({fmt::format("team-{:02}/app-{:04}.yaml", app % 40, app),
                      Deployment(app) + "---\n" + Service(app) + "---\n" + VirtualService(app, files) +
                          "---\n" + (HasGateway(app) ? Gateway(app) : DestinationRule(app))});
  }
  return corpus;
}

}  // namespace meshctl::testing
