// SPDX-License-Identifier: Apache-2.0
// What runs: Pods and the kinds that make Pods from a template.
#pragma once

#include <string_view>
#include <vector>

#include "model/fields.h"

namespace meshctl::model {

struct ContainerPort {
  source::Span span;
  Text name;
  Number number;
  Text protocol;  ///< `TCP` when empty
};

struct Container {
  source::Span span;
  const yaml::Node* node = nullptr;  ///< everything that is written about it
  Text name;
  Text image;
  std::vector<ContainerPort> ports;
  Number run_as_user;  ///< securityContext.runAsUser
};

struct PodTemplate {
  source::Span span;
  const yaml::Node* spec = nullptr;  ///< everything that is written about the Pods; may be absent
  Labels labels;
  Labels annotations;
  std::vector<Container> containers;
  std::vector<Container> init_containers;
  Text service_account;
  Switch host_network;
  Text node_name;      ///< the node it runs on: of Pods in a cluster
  Number run_as_user;  ///< securityContext.runAsUser, for containers that say nothing
};

/// A Pod, or a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob with the Pods it makes.
struct Workload {
  const Object* object = nullptr;
  PodTemplate pod;
  /// spec.replicas, or a Job's spec.parallelism; kinds without a count have none.
  Number replicas;
  Labels selector;    ///< spec.selector.matchLabels
  Text service_name;  ///< StatefulSet: its headless Service
  Text pod_ip;        ///< Pod: status.podIP, known only from a cluster
  Text owner_kind;    ///< metadata.ownerReferences: the controller that made this object
  Text owner_name;

  /// How many Pods there are when all is well: the count, else 1.
  std::int64_t pod_count() const;
};

/// Whether objects of this kind are workloads.
bool IsWorkload(const Object& object);
Workload DecodeWorkload(const Object& object);

}  // namespace meshctl::model
