// SPDX-License-Identifier: Apache-2.0
// Every check between a parsed body and the registry that depends on how the object was sent.
#include "sandbox/write_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "fields/defaults.h"
#include "sandbox/field_complaints.h"
#include "sandbox/type_faults.h"
#include "sandbox/validity.h"

namespace meshctl::sandbox {
namespace {

constexpr std::size_t kLongestManager = 128;

// Kind, apiVersion, namespace and name of the object must be those of the path; absent ones are filled in.
Answer<void> FitToPath(const Call& call, Json& object) {
  const Target& target = call.target;
  const Resource& resource = *target.resource;
  if (!object.is_object()) return std::unexpected(BadRequest("the body of the request must be an object"));
  const std::string api_version = TextAt(object, {"apiVersion"});
  const std::string kind = TextAt(object, {"kind"});
  if (!api_version.empty() && api_version != resource.api_version()) {
    return std::unexpected(BadRequest(
        fmt::format("the API version in the data ({}) does not match the expected API version ({})",
                    api_version, resource.api_version())));
  }
  if (!kind.empty() && kind != resource.kind) {
    return std::unexpected(BadRequest(
        fmt::format("the kind in the data ({}) does not match the expected kind ({})", kind, resource.kind)));
  }
  object["apiVersion"] = resource.api_version();
  object["kind"] = resource.kind;

  Json& metadata = object["metadata"];
  if (metadata.is_null()) metadata = Json::object();
  if (!metadata.is_object()) return std::unexpected(BadRequest("metadata must be an object"));
  const std::string name_space = TextAt(metadata, {"namespace"});
  if (!name_space.empty() && name_space != target.name_space) {
    return std::unexpected(
        BadRequest("the namespace of the provided object does not match the namespace sent on the request"));
  }
  if (resource.namespaced) metadata["namespace"] = target.name_space;
  if (target.name.empty()) return {};
  const std::string name = TextAt(metadata, {"name"});
  if (!name.empty() && name != target.name) {
    return std::unexpected(BadRequest(fmt::format(
        "the name of the object ({}) does not match the name on the URL ({})", name, target.name)));
  }
  metadata["name"] = target.name;
  return {};
}

bool IsPrintable(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

Refusal InvalidOption(const Call& call, const std::string& field, std::string reason, std::string message) {
  const std::string& method = call.request.method;
  const char* kind = method == "POST"     ? "CreateOptions"
                     : method == "PUT"    ? "UpdateOptions"
                     : method == "DELETE" ? "DeleteOptions"
                                          : "PatchOptions";
  return Invalid(kind, "meta.k8s.io", "", {{std::move(reason), std::move(message), field}});
}

}  // namespace

Answer<WriteOptions> ReadOptions(const Call& call) {
  WriteOptions options;
  const Request& request = call.request;
  if (const std::string dry_run = request.Query("dryRun"); !dry_run.empty()) {
    if (dry_run != "All") {
      return std::unexpected(
          InvalidOption(call, "dryRun", "FieldValueNotSupported",
                        fmt::format("Unsupported value: [\"{}\"]: supported values: \"All\"", dry_run)));
    }
    options.commit = Commit::kDryRun;
  }
  const std::string validation = request.Query("fieldValidation");
  if (!validation.empty() && validation != "Ignore" && validation != "Strict" && validation != "Warn") {
    return std::unexpected(InvalidOption(
        call, "fieldValidation", "FieldValueNotSupported",
        fmt::format(R"(Unsupported value: {}: supported values: "", "Ignore", "Strict", "Warn")",
                    Json(validation).dump())));
  }
  if (validation == "Strict") options.validation = FieldValidation::kStrict;
  if (validation == "Ignore") options.validation = FieldValidation::kIgnore;
  options.force = request.Query("force") == "true";

  std::string manager = request.Query("fieldManager");
  if (manager.empty()) manager = request.user_agent.substr(0, request.user_agent.find('/'));
  if (manager.empty()) manager = "unknown";
  if (manager.size() > kLongestManager || !IsPrintable(manager)) {
    return std::unexpected(InvalidOption(
        call, "fieldManager", "FieldValueInvalid",
        fmt::format("Invalid value: should be at most {} printable characters", kLongestManager)));
  }
  options.owner = {std::move(manager), Owner::Operation::kUpdate, call.target.resource->api_version(),
                   call.target.subresource};
  return options;
}

Answer<ObjectRead> ReadObject(const Call& call, const WriteOptions& options, Json object, const Body& sent) {
  const Resource& resource = *call.target.resource;
  ObjectRead read{std::move(object), {}};
  if (auto fit = FitToPath(call, read.object); !fit) return std::unexpected(fit.error());
  DropNulls(resource.topology, read.object);
  const std::vector<std::string> unknown = PruneUndeclared(resource, read.object);
  if (options.validation != FieldValidation::kIgnore) {
    FieldComplaints complaints = ComplainOf(resource, unknown, sent);
    if (options.validation == FieldValidation::kStrict && !complaints.texts.empty()) {
      return std::unexpected(Undecodable(resource.kind, resource.version,
                                         fmt::format("strict decoding error: {}", complaints.ToString())));
    }
    read.warnings = std::move(complaints.texts);
  }
  if (!resource.deprecation_warning.empty()) read.warnings.push_back(resource.deprecation_warning);
  return read;
}

Answer<Json> ReadApplied(const Call& call, Json body) {
  const Resource& resource = *call.target.resource;
  const std::string given = fmt::format("{}/{}", TextAt(body, {"metadata", "namespace"}), call.target.name);
  const std::string api_version = TextAt(body, {"apiVersion"});
  const std::string type =
      fmt::format("{}, Kind={}", api_version.find('/') == std::string::npos ? "/" + api_version : api_version,
                  TextAt(body, {"kind"}));
  if (api_version != resource.api_version() || TextAt(body, {"kind"}) != resource.kind)
    return std::unexpected(BadRequest("invalid object type: " + type));
  if (auto fit = FitToPath(call, body); !fit) return std::unexpected(fit.error());
  if (body["metadata"].contains("managedFields")) {
    return std::unexpected(BadRequest("metadata.managedFields must be nil"));
  }
  DropNulls(resource.topology, body);
  std::vector<std::string> faults = TypedFaults(resource, body);
  for (const std::string& path : PruneUndeclared(resource, body))
    faults.push_back(fmt::format(".{}: field not declared in schema", path));
  const std::string object = fmt::format("{}; {}", given, type);
  if (faults.size() == 1) return std::unexpected(Untypable(object, faults.front()));
  if (!faults.empty())
    return std::unexpected(Untypable(object, fmt::format("errors:\n  {}", fmt::join(faults, "\n  "))));
  if (auto fault = FindFault(resource, body, Faults::kTypes))
    return std::unexpected(Untypable(object, fault->message));
  return body;
}

}  // namespace meshctl::sandbox
