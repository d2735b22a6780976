// SPDX-License-Identifier: Apache-2.0
// The default ingress gateway, written as the YAML that an installation would show.
#include "model/defaults.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "model/service.h"
#include "model/workload.h"

namespace meshctl::model {
namespace {

// {0} is the namespace, {1} the name, {2} and {3} what stands behind ports 80 and 443.
constexpr std::string_view kIngressGateway = R"(apiVersion: v1
kind: Service
metadata:
  name: {1}
  namespace: {0}
  labels:
    app: {1}
    istio: ingressgateway
spec:
  type: LoadBalancer
  selector:
    app: {1}
    istio: ingressgateway
  ports:
  - {{name: http2, port: 80, targetPort: {2}}}
  - {{name: https, port: 443, targetPort: {3}}}
  - {{name: tcp, port: 31400, targetPort: 31400}}
  - {{name: tls, port: 15443, targetPort: 15443}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {1}
  namespace: {0}
  labels:
    app: {1}
    istio: ingressgateway
spec:
  selector:
    matchLabels:
      app: {1}
      istio: ingressgateway
  template:
    metadata:
      labels:
        app: {1}
        istio: ingressgateway
        sidecar.istio.io/inject: "false"
    spec:
      containers:
      - name: istio-proxy
        image: auto
      serviceAccountName: {1}-service-account
)";

/// Whether a user's own object takes the place of the default.
bool Replaces(const Object& object, const IngressGateway& gateway) {
  bool service = object.Is(kCore, "Service");
  if (!service && !IsWorkload(object)) return false;
  if (*object.namespace_ == gateway.ns && *object.name == gateway.name) return true;
  if (service) return false;
  return DecodeWorkload(object).pod.labels.Get("istio") == "ingressgateway";
}

}  // namespace

void AddDefaultIngressGateway(Manifests& manifests, const IngressGateway& gateway) {
  const auto replaces = [&](const Object& object) { return Replaces(object, gateway); };
  if (std::ranges::any_of(manifests.objects(), replaces)) return;
  const bool installed = gateway.ports == IngressGateway::Ports::kOfInstalled;
  std::string text =
      fmt::format(kIngressGateway, gateway.ns, gateway.name, installed ? 8080 : 80, installed ? 8443 : 443);
  diag::Report none;
  manifests.Add(std::make_unique<source::SourceFile>("default ingress gateway", std::move(text),
                                                     source::Origin::kGenerated),
                none);
}

}  // namespace meshctl::model
