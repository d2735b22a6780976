// SPDX-License-Identifier: Apache-2.0
// Kubernetes' EndpointSlice, and its older form Endpoints: the addresses behind one Service.
#pragma once

#include <vector>

#include "model/fields.h"

namespace meshctl::model {

struct SliceEndpoint {
  source::Span span;
  std::vector<Text> addresses;
  Switch ready;        ///< conditions.ready: true when not given
  Switch terminating;  ///< conditions.terminating
  Text pod;            ///< targetRef.name, where that is a Pod
  Text node_name;
};

struct SlicePort {
  Text name;
  Number number;
};

struct EndpointSlice {
  const Object* object = nullptr;
  std::string_view service;  ///< the Service's name; empty: of none
  Text address_type;         ///< `IPv4` when empty
  std::vector<SliceEndpoint> endpoints;
  std::vector<SlicePort> ports;
};

EndpointSlice DecodeEndpointSlice(const Object& object);

/// The slices that Kubernetes mirrors an Endpoints object to: one for each subset.
std::vector<EndpointSlice> DecodeEndpoints(const Object& object);

}  // namespace meshctl::model
