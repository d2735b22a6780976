// SPDX-License-Identifier: Apache-2.0
// What the API reference says about paths, parameters and content types, and nothing else.
#include "kube/verbs.h"

namespace meshctl::kube {
namespace {

std::string NameOf(const Json& object) {
  const auto metadata = object.find("metadata");
  if (metadata == object.end() || !metadata->is_object()) return "";
  const auto name = metadata->find("name");
  return name != metadata->end() && name->is_string() ? name->get<std::string>() : "";
}

const char* Word(Validation validation) {
  switch (validation) {
    case Validation::kStrict:
      return "Strict";
    case Validation::kWarn:
      return "Warn";
    case Validation::kIgnore:
      return "Ignore";
  }
  return "Strict";
}

const char* Word(Propagation propagation) {
  switch (propagation) {
    case Propagation::kBackground:
      return "Background";
    case Propagation::kForeground:
      return "Foreground";
    case Propagation::kOrphan:
      return "Orphan";
  }
  return "Background";
}

Request Patch(const ResourceType& type, const std::string& name_space, const std::string& name,
              const ApplyOptions& options) {
  Request request{.method = Method::kPatch,
                  .path = ObjectPath(type, name_space, name),
                  .query = {{"fieldManager", options.field_manager}}};
  if (options.dry_run == DryRun::kServer) request.query.emplace_back("dryRun", "All");
  request.query.emplace_back("fieldValidation", Word(options.validation));
  return request;
}

}  // namespace

Request GetRequest(const ResourceType& type, const std::string& name_space, const std::string& name) {
  return {.path = ObjectPath(type, name_space, name)};
}

Request ApplyRequest(const ResourceType& type, const std::string& name_space, const Json& object,
                     const ApplyOptions& options) {
  Request request = Patch(type, name_space, NameOf(object), options);
  if (options.force == Force::kYes) request.query.emplace_back("force", "true");
  request.content_type = "application/apply-patch+yaml";
  request.body = object.dump();
  request.repeat = Repeat::kSafe;
  return request;
}

Request ReplaceRequest(const ResourceType& type, const std::string& name_space, const Json& object,
                       const ApplyOptions& options) {
  Request request = Patch(type, name_space, NameOf(object), options);
  request.method = Method::kPut;
  request.content_type = "application/json";
  request.body = object.dump();
  return request;
}

Request JsonPatchRequest(const ResourceType& type, const std::string& name_space, const std::string& name,
                         const Json& operations, const ApplyOptions& options) {
  Request request = Patch(type, name_space, name, options);
  request.content_type = "application/json-patch+json";
  request.body = operations.dump();
  return request;
}

Request MergePatchRequest(const ResourceType& type, const std::string& name_space, const std::string& name,
                          const Json& patch, const ApplyOptions& options) {
  Request request = Patch(type, name_space, name, options);
  request.content_type = "application/merge-patch+json";
  request.body = patch.dump();
  request.repeat = Repeat::kSafe;
  return request;
}

Request DeleteRequest(const ResourceType& type, const std::string& name_space, const std::string& name,
                      const DeleteOptions& options) {
  Json body = {
      {"apiVersion", "v1"}, {"kind", "DeleteOptions"}, {"propagationPolicy", Word(options.propagation)}};
  if (!options.uid.empty()) body["preconditions"] = {{"uid", options.uid}};
  if (options.grace_period) body["gracePeriodSeconds"] = *options.grace_period;
  if (options.dry_run == DryRun::kServer) body["dryRun"] = {"All"};
  Request request{.method = Method::kDelete, .path = ObjectPath(type, name_space, name)};
  if (options.dry_run == DryRun::kServer) request.query.emplace_back("dryRun", "All");
  request.content_type = "application/json";
  request.body = body.dump();
  request.repeat = options.uid.empty() ? Repeat::kWhenRead : Repeat::kSafe;
  return request;
}

}  // namespace meshctl::kube
