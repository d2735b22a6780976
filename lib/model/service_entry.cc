// SPDX-License-Identifier: Apache-2.0
// Decodes ServiceEntries and WorkloadEntries, whose endpoints have one shape.
#include "model/service_entry.h"

namespace meshctl::model {
namespace {

std::vector<NamedPort> DecodeNamedPorts(const yaml::Node& map) {
  std::vector<NamedPort> ports;
  ports.reserve(map.entries().size());
  for (const yaml::Entry& entry : map.entries()) {
    ports.push_back(
        {.name = {entry.key, entry.key_span()}, .number = {entry.value.integer(), entry.value.span()}});
  }
  return ports;
}

EntryEndpoint DecodeEntryEndpoint(const Fields& fields) {
  return {.span = fields.span(),
          .address = fields.GetText("address"),
          .ports = DecodeNamedPorts(fields.Get("ports")),
          .labels = fields.GetLabels("labels"),
          .network = fields.GetText("network"),
          .locality = fields.GetText("locality"),
          .weight = fields.GetNumber("weight"),
          .service_account = fields.GetText("serviceAccount")};
}

Labels DecodeWorkloadSelector(const Fields& fields) { return fields.GetLabels("labels"); }

AllocatedAddress DecodeAllocatedAddress(const Fields& fields) {
  return {.address = fields.GetText("value"), .host = fields.GetText("host")};
}

}  // namespace

ServiceEntry DecodeServiceEntry(const Object& object) {
  Fields spec(object.Get("spec"));
  return {.object = &object,
          .hosts = spec.GetTexts("hosts"),
          .addresses = spec.GetTexts("addresses"),
          .ports = spec.GetMessages("ports", DecodePort),
          .location = spec.GetText("location"),
          .resolution = spec.GetText("resolution"),
          .endpoints = spec.GetMessages("endpoints", DecodeEntryEndpoint),
          .workload_selector = spec.GetMessage("workloadSelector", DecodeWorkloadSelector),
          .export_to = spec.GetTexts("exportTo"),
          .subject_alt_names = spec.GetTexts("subjectAltNames"),
          .allocated = Fields(object.Get("status")).GetMessages("addresses", DecodeAllocatedAddress)};
}

WorkloadEntry DecodeWorkloadEntry(const Object& object) {
  EntryEndpoint endpoint = DecodeEntryEndpoint(Fields(object.Get("spec")));
  Labels labels = endpoint.labels.OverlaidBy(object.labels);
  return {.object = &object, .endpoint = std::move(endpoint), .labels = std::move(labels)};
}

}  // namespace meshctl::model
