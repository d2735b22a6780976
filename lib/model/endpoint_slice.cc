// SPDX-License-Identifier: Apache-2.0
// Decodes EndpointSlices and Endpoints to one shape, so that nobody after this has to know both.
#include "model/endpoint_slice.h"

namespace meshctl::model {
namespace {

constexpr std::string_view kServiceName = "kubernetes.io/service-name";

Text PodOf(const Fields& target) {
  return *target.GetText("kind") == "Pod" ? target.GetText("name") : Text();
}

SliceEndpoint DecodeSliceEndpoint(const Fields& fields) {
  const Fields conditions = fields.In("conditions");
  return {.span = fields.span(),
          .addresses = fields.GetTexts("addresses"),
          .ready = conditions.GetSwitch("ready"),
          .terminating = conditions.GetSwitch("terminating"),
          .pod = PodOf(fields.In("targetRef")),
          .node_name = fields.GetText("nodeName")};
}

SliceEndpoint DecodeAddress(const Fields& fields) {
  return {.span = fields.span(),
          .addresses = {fields.GetText("ip")},
          .pod = PodOf(fields.In("targetRef")),
          .node_name = fields.GetText("nodeName")};
}

SliceEndpoint DecodeUnreadyAddress(const Fields& fields) {
  SliceEndpoint endpoint = DecodeAddress(fields);
  endpoint.ready.value = false;
  return endpoint;
}

SlicePort DecodeSlicePort(const Fields& fields) {
  return {.name = fields.GetText("name"), .number = fields.GetNumber("port")};
}

}  // namespace

EndpointSlice DecodeEndpointSlice(const Object& object) {
  const Fields root(*object.root);
  return {.object = &object,
          .service = object.labels.Get(kServiceName),
          .address_type = root.GetText("addressType"),
          .endpoints = root.GetMessages("endpoints", DecodeSliceEndpoint),
          .ports = root.GetMessages("ports", DecodeSlicePort)};
}

std::vector<EndpointSlice> DecodeEndpoints(const Object& object) {
  std::vector<EndpointSlice> slices;
  for (const yaml::Node& subset : object.Get("subsets").items()) {
    const Fields fields(subset);
    EndpointSlice& slice = slices.emplace_back();
    slice.object = &object;
    slice.service = *object.name;
    slice.endpoints = fields.GetMessages("addresses", DecodeAddress);
    for (SliceEndpoint& endpoint : fields.GetMessages("notReadyAddresses", DecodeUnreadyAddress)) {
      slice.endpoints.push_back(std::move(endpoint));
    }
    slice.ports = fields.GetMessages("ports", DecodeSlicePort);
  }
  return slices;
}

}  // namespace meshctl::model
