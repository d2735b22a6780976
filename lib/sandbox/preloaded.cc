// SPDX-License-Identifier: Apache-2.0
// Manifests as anyone would write them; the sandbox applies its defaults and controllers to them as well.
#include "sandbox/preloaded.h"

#include "yaml/parse.h"

namespace meshctl::sandbox {
namespace {

constexpr const char* kCluster = R"(
{apiVersion: v1, kind: Namespace, metadata: {name: default}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: kube-node-lease}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: kube-public}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: kube-system}}
---
apiVersion: v1
kind: Service
metadata:
  name: kubernetes
  namespace: default
  labels: {component: apiserver, provider: kubernetes}
spec:
  clusterIP: 10.96.0.1
  ports:
  - {name: https, port: 443, targetPort: 6443}
)";

constexpr const char* kIngressGateway = R"(
{apiVersion: v1, kind: Namespace, metadata: {name: istio-system}}
---
apiVersion: v1
kind: Service
metadata:
  name: istio-ingressgateway
  namespace: istio-system
  labels: {app: istio-ingressgateway, istio: ingressgateway}
spec:
  type: LoadBalancer
  selector: {app: istio-ingressgateway, istio: ingressgateway}
  ports:
  - {name: status-port, port: 15021, targetPort: 15021}
  - {name: http2, port: 80, targetPort: 8080}
  - {name: https, port: 443, targetPort: 8443}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: istio-ingressgateway
  namespace: istio-system
  labels: {app: istio-ingressgateway, istio: ingressgateway}
spec:
  selector:
    matchLabels: {app: istio-ingressgateway, istio: ingressgateway}
  template:
    metadata:
      labels: {app: istio-ingressgateway, istio: ingressgateway}
    spec:
      containers:
      - name: istio-proxy
        image: docker.io/istio/proxyv2:1.27.0
        args: [proxy, router]
        ports:
        - {containerPort: 15021}
        - {containerPort: 8080}
        - {containerPort: 8443}
)";

std::vector<Json> Read(const char* manifests) {
  const source::SourceFile file("preloaded", manifests, source::Origin::kGenerated);
  diag::Report report;
  std::vector<Json> objects;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  for (const yaml::Node& document : stream.documents) objects.push_back(yaml::ToJson(document));
  return objects;
}

}  // namespace

std::vector<Json> ClusterObjects() { return Read(kCluster); }
std::vector<Json> IngressGatewayObjects() { return Read(kIngressGateway); }

}  // namespace meshctl::sandbox
