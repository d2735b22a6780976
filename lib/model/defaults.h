// SPDX-License-Identifier: Apache-2.0
// What every installed mesh has and no folder of manifests says.
#pragma once

#include <string>

#include "diag/report.h"
#include "model/manifests.h"

namespace meshctl::model {

/// The gateway that an installation brings along. Mesh settings may name another (`ingressService`).
struct IngressGateway {
  std::string ns = "istio-system";
  std::string name = "istio-ingressgateway";
};

/// Adds the ingress gateway of Istio's default installation (a Deployment and a Service, label
/// `istio: ingressgateway`, target ports equal to ports) unless some workload or Service of that name or some
/// workload with that label is given. The text has the origin kGenerated, so nothing is ever written back to
/// it.
void AddDefaultIngressGateway(Manifests& manifests, const IngressGateway& gateway = {});

}  // namespace meshctl::model
