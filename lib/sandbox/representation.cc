// SPDX-License-Identifier: Apache-2.0
// Content negotiation as far as it goes here.
#include "sandbox/representation.h"

#include "sandbox/registry.h"

namespace meshctl::sandbox {

Form FormFor(std::string_view accept) {
  while (!accept.empty()) {
    const std::size_t comma = accept.find(',');
    const std::string_view choice = accept.substr(0, comma);
    if (choice.find("as=PartialObjectMetadata") != choice.npos) return Form::kMetadata;
    if (choice.find("as=") == choice.npos) return Form::kObject;
    accept = comma == accept.npos ? std::string_view() : accept.substr(comma + 1);
  }
  return Form::kObject;
}

Json Represent(Form form, const Resource& resource, const Object& object) {
  const Object versioned = InVersionOf(resource, object);
  if (form == Form::kObject) return *versioned;
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", (*versioned)["metadata"]}};
}

Json RepresentList(Form form, const Resource& resource, Json items, std::uint64_t version) {
  const bool metadata = form == Form::kMetadata;
  return {{"kind", metadata ? "PartialObjectMetadataList" : resource.list_kind},
          {"apiVersion", metadata ? "meta.k8s.io/v1" : resource.api_version()},
          {"metadata", {{"resourceVersion", std::to_string(version)}}},
          {"items", std::move(items)}};
}

}  // namespace meshctl::sandbox
