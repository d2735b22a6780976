// SPDX-License-Identifier: Apache-2.0
// The default ingress gateway, written as the YAML that an installation would show.
#include "model/defaults.h"

#include <algorithm>
#include <memory>

#include "model/service.h"
#include "model/workload.h"

namespace meshctl::model {
namespace {

constexpr std::string_view kNamespace = "istio-system";
constexpr std::string_view kName = "istio-ingressgateway";

constexpr std::string_view kIngressGateway = R"(apiVersion: v1
kind: Service
metadata:
  name: istio-ingressgateway
  namespace: istio-system
  labels:
    app: istio-ingressgateway
    istio: ingressgateway
spec:
  type: LoadBalancer
  selector:
    app: istio-ingressgateway
    istio: ingressgateway
  ports:
  - {name: http2, port: 80, targetPort: 80}
  - {name: https, port: 443, targetPort: 443}
  - {name: tcp, port: 31400, targetPort: 31400}
  - {name: tls, port: 15443, targetPort: 15443}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: istio-ingressgateway
  namespace: istio-system
  labels:
    app: istio-ingressgateway
    istio: ingressgateway
spec:
  selector:
    matchLabels:
      app: istio-ingressgateway
      istio: ingressgateway
  template:
    metadata:
      labels:
        app: istio-ingressgateway
        istio: ingressgateway
        sidecar.istio.io/inject: "false"
    spec:
      containers:
      - name: istio-proxy
        image: auto
)";

/// Whether a user's own object takes the place of the default.
bool Replaces(const Object& object) {
  bool service = object.Is(kCore, "Service");
  if (!service && !IsWorkload(object)) return false;
  if (*object.namespace_ == kNamespace && *object.name == kName) return true;
  if (service) return false;
  return DecodeWorkload(object).pod.labels.Get("istio") == "ingressgateway";
}

}  // namespace

void AddDefaultIngressGateway(Manifests& manifests) {
  if (std::ranges::any_of(manifests.objects(), Replaces)) return;
  diag::Report none;
  manifests.Add(std::make_unique<source::SourceFile>("default ingress gateway", std::string(kIngressGateway),
                                                     source::Origin::kGenerated),
                none);
}

}  // namespace meshctl::model
