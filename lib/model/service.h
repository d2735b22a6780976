// SPDX-License-Identifier: Apache-2.0
// Kubernetes' Service.
#pragma once

#include <vector>

#include "model/fields.h"

namespace meshctl::model {

/// A target port: a number, or the name of a container port. Neither: the same number as the port.
struct TargetPort {
  Number number;
  Text name;
};

struct ServicePort {
  source::Span span;
  Text name;
  Number port;
  TargetPort target_port;
  Text protocol;  ///< `TCP` when empty
  Text app_protocol;
};

struct Service {
  const Object* object = nullptr;
  Text type;  ///< `ClusterIP` when empty
  Text cluster_ip;
  std::vector<Text> cluster_ips;  ///< the same and, in clusters of two IP families, the other one
  Text external_name;
  Labels selector;
  std::vector<ServicePort> ports;

  bool headless() const { return *cluster_ip == "None"; }
  bool external() const { return *type == "ExternalName"; }
};

Service DecodeService(const Object& object);

}  // namespace meshctl::model
