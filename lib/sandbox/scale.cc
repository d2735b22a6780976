// SPDX-License-Identifier: Apache-2.0
// The subresource `scale`: the replicas of a workload, whatever its kind, as an object of kind Scale.
#include <fmt/format.h>

#include "sandbox/body.h"
#include "sandbox/verbs.h"
#include "sandbox/write_request.h"

namespace meshctl::sandbox {
namespace {

// `.spec.replicas` as a JSON pointer; the paths come from the schema tables.
Json::json_pointer Pointer(std::string path) {
  for (char& c : path) {
    if (c == '.') c = '/';
  }
  return Json::json_pointer(path);
}

Json At(const Json& object, const std::string& path) {
  if (path.empty()) return nullptr;
  const Json::json_pointer pointer = Pointer(path);
  return object.contains(pointer) ? object.at(pointer) : Json();
}

Json ToScale(const Resource& resource, const Json& object) {
  Json metadata = Json::object();
  for (const char* field : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
    if (const Json* value = ValueAt(object, {"metadata", field})) metadata[field] = *value;
  }
  const Json wanted = At(object, resource.scale_spec);
  const Json present = At(object, resource.scale_status);
  const Json selector = At(object, resource.scale_selector);
  Json status = {{"replicas", present.is_null() ? Json(0) : present}};
  if (selector.is_object()) status["selector"] = Selector::OfLabelSelector(selector).ToString();
  return {{"kind", "Scale"},
          {"apiVersion", "autoscaling/v1"},
          {"metadata", std::move(metadata)},
          {"spec", {{"replicas", wanted.is_null() ? Json(0) : wanted}}},
          {"status", std::move(status)}};
}

}  // namespace

Answer<Outcome> ScaleObject(const Call& call) {
  const Resource& resource = *call.target.resource;
  auto live = call.registry.Get(resource, call.target.name_space, call.target.name);
  if (!live) return std::unexpected(live.error());
  Json scale = ToScale(resource, **live);
  if (call.request.method == "GET") return Outcome{200, std::move(scale)};

  auto options = ReadOptions(call);
  if (!options) return std::unexpected(options.error());
  auto body = ParseBody(call.request.content_type, call.request.body);
  if (!body) return std::unexpected(body.error());
  if (call.request.method == "PATCH" &&
      MediaType(call.request.content_type) != "application/merge-patch+json") {
    return std::unexpected(UnsupportedMediaType({"application/merge-patch+json"}));
  }
  if (call.request.method == "PUT") {
    scale = std::move(*body);
  } else {
    scale.merge_patch(*body);
  }
  const Json* replicas = ValueAt(scale, {"spec", "replicas"});
  if (!replicas || !replicas->is_number_integer()) {
    return std::unexpected(BadRequest("spec.replicas of a Scale must be an integer"));
  }
  Json scaled = **live;
  scaled[Pointer(resource.scale_spec)] = *replicas;
  if (const std::string version = TextAt(scale, {"metadata", "resourceVersion"}); !version.empty()) {
    scaled["metadata"]["resourceVersion"] = version;
  }
  auto stored =
      call.registry.Update(resource, *live, std::move(scaled), {options->owner, "", options->commit});
  if (!stored) return std::unexpected(stored.error());
  return Outcome{200, ToScale(resource, **stored)};
}

}  // namespace meshctl::sandbox
