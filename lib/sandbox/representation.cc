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
    if (choice.find("as=Table") != choice.npos && choice.find("v=v1beta1") == choice.npos)
      return Form::kTable;
    if (choice.find("as=") == choice.npos) return Form::kObject;
    accept = comma == accept.npos ? std::string_view() : accept.substr(comma + 1);
  }
  return Form::kObject;
}

Json Represent(const View& view, const Resource& resource, const Object& object, const std::string& now) {
  if (view.form == Form::kTable) {
    Json table = TableOf(resource, {object}, view.rows, now);
    table["metadata"]["resourceVersion"] = TextAt(*object, {"metadata", "resourceVersion"});
    return table;
  }
  if (view.form == Form::kObject) return *InVersionOf(resource, object);
  return {{"kind", "PartialObjectMetadata"},
          {"apiVersion", "meta.k8s.io/v1"},
          {"metadata", (*object)["metadata"]}};
}

Json RepresentList(const View& view, const Resource& resource, const std::vector<Object>& objects,
                   std::uint64_t version, const std::string& now) {
  if (view.form == Form::kTable) {
    Json table = TableOf(resource, objects, view.rows, now);
    table["metadata"]["resourceVersion"] = std::to_string(version);
    return table;
  }
  Json items = Json::array();
  for (const Object& object : objects) items.push_back(Represent(view, resource, object, now));
  const bool metadata = view.form == Form::kMetadata;
  return {{"kind", metadata ? "PartialObjectMetadataList" : resource.list_kind},
          {"apiVersion", metadata ? "meta.k8s.io/v1" : resource.api_version()},
          {"metadata", {{"resourceVersion", std::to_string(version)}}},
          {"items", std::move(items)}};
}

}  // namespace meshctl::sandbox
