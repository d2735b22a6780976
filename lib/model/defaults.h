// SPDX-License-Identifier: Apache-2.0
// What every installed mesh has and no folder of manifests says.
#pragma once

#include <string>

#include "diag/report.h"
#include "model/manifests.h"

namespace meshctl::model {

/// The gateway that an installation brings along. Mesh settings may name another (`ingressService`).
struct IngressGateway {
  /// What its containers listen on.
  enum class Ports {
    kOfService,    ///< what clients dial: what istioctl analyze takes for granted
    kOfInstalled,  ///< 8080 for port 80, 8443 for port 443: what Istio's charts and `istioctl install` make
  };

  std::string ns = "istio-system";
  std::string name = "istio-ingressgateway";
  Ports ports = Ports::kOfService;
};

/// Adds the ingress gateway of Istio's default installation (a Deployment and a Service, label
/// `istio: ingressgateway`) unless some workload or Service of that name or some workload with that label is
/// given. The text has the origin kGenerated, so nothing is ever written back to it.
void AddDefaultIngressGateway(Manifests& manifests, const IngressGateway& gateway = {});

}  // namespace meshctl::model
