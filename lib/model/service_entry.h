// SPDX-License-Identifier: Apache-2.0
// Istio's ServiceEntry and WorkloadEntry: services and workloads outside Kubernetes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "model/fields.h"
#include "model/gateway.h"

namespace meshctl::model {

/// The number an endpoint gives to a service port of this name.
struct NamedPort {
  Text name;
  Number number;
};

/// An endpoint of a ServiceEntry, or the spec of a WorkloadEntry.
struct EntryEndpoint {
  source::Span span;
  Text address;
  std::vector<NamedPort> ports;
  Labels labels;
  Text network;
  Text locality;
  Number weight;
  Text service_account;
};

/// An address that istiod has given to a host.
struct AllocatedAddress {
  Text address;
  Text host;
};

struct ServiceEntry {
  const Object* object = nullptr;
  std::vector<Text> hosts;
  std::vector<Text> addresses;
  std::vector<Port> ports;
  Text location;    ///< `MESH_EXTERNAL` when empty
  Text resolution;  ///< `NONE` when empty
  std::vector<EntryEndpoint> endpoints;
  std::optional<Labels> workload_selector;
  std::vector<Text> export_to;
  std::vector<Text> subject_alt_names;
  std::vector<AllocatedAddress> allocated;  ///< status.addresses
};
ServiceEntry DecodeServiceEntry(const Object& object);

struct WorkloadEntry {
  const Object* object = nullptr;
  EntryEndpoint endpoint;
  Labels labels;  ///< spec.labels with metadata.labels put over them
};
WorkloadEntry DecodeWorkloadEntry(const Object& object);

}  // namespace meshctl::model
