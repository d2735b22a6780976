// SPDX-License-Identifier: Apache-2.0
// kubectl reads these documents for three things: the schemas for `explain`, the schemas' merge keys for
// client-side apply, and the paths to learn that the server validates fields and takes strategic merge
// patches. Paths hold as much as that takes.
#include "sandbox/openapi.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <span>
#include <utility>

#include "sandbox/target.h"
#include "schema/export_openapi.h"
#include "yaml/json.h"

namespace meshctl::sandbox {
namespace {

std::string HashOf(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha512(), nullptr);
  std::string hash;
  for (const unsigned char byte : std::span(digest).first(size)) hash += fmt::format("{:02X}", byte);
  return hash;
}

std::string PathOf(std::string_view group, std::string_view version) {
  return group.empty() ? fmt::format("api/{}", version) : fmt::format("apis/{}/{}", group, version);
}

Json KindOf(const Resource& resource) {
  return {{"group", resource.group}, {"version", resource.version}, {"kind", resource.kind}};
}

Json PatchOperation(const Resource& resource) {
  Json parameters = Json::array();
  for (const char* name : {"dryRun", "fieldManager", "fieldValidation", "force"}) {
    parameters.push_back(
        {{"name", name}, {"in", "query"}, {"schema", {{"type", "string"}, {"uniqueItems", true}}}});
  }
  Json content = Json::object();
  for (const char* type :
       {"application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json"})
    content[type] = Json::object();
  if (!resource.custom) content["application/strategic-merge-patch+json"] = Json::object();
  return {{"parameters", std::move(parameters)},
          {"requestBody", {{"content", std::move(content)}, {"required", true}}},
          {"x-kubernetes-action", "patch"},
          {"x-kubernetes-group-version-kind", KindOf(resource)},
          {"responses", {{"200", {{"description", "OK"}}}}}};
}

void PutPaths(Json& paths, const Resource& resource) {
  const std::string path = fmt::format("/{}/{}{}/{{name}}", PathOf(resource.group, resource.version),
                                       resource.namespaced ? "namespaces/{namespace}/" : "", resource.plural);
  paths[path]["patch"] = PatchOperation(resource);
  if (resource.has_status)
    paths[path + "/status"]["get"]["x-kubernetes-group-version-kind"] = KindOf(resource);
}

Json SchemasOf(const std::vector<const Resource*>& resources) {
  schema::OpenApiSchemas schemas;
  for (const Resource* resource : resources) {
    if (resource->schema) {
      schemas.AddCustom(resource->group, resource->version, resource->kind, *resource->schema);
    } else {
      schemas.Add(schema::FindKind(resource->group, resource->version, resource->kind));
    }
  }
  return std::move(schemas).Take();
}

std::string Print(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string Write(const std::vector<const Resource*>& resources) {
  Json paths = Json::object();
  for (const Resource* resource : resources) PutPaths(paths, *resource);
  return Print({{"openapi", "3.0.0"},
                {"info", {{"title", "Kubernetes"}, {"version", "unversioned"}}},
                {"paths", std::move(paths)},
                {"components", {{"schemas", SchemasOf(resources)}}}});
}

}  // namespace

const OpenApi::Document* OpenApi::DocumentOf(std::string_view group, std::string_view version) {
  std::vector<const Resource*> resources;
  for (const Resource* resource : catalog_.all()) {
    if (resource->group == group && resource->version == version) resources.push_back(resource);
  }
  if (resources.empty()) return nullptr;
  Document& document = documents_[fmt::format("{}/{}", group, version)];
  if (document.resources != resources) {
    document.text = Write(resources);
    document.hash = HashOf(document.text);
    document.resources = std::move(resources);
  }
  return &document;
}

std::string OpenApi::Index() {
  Json paths = Json::object();
  auto put = [&](const std::string& group) {
    for (const std::string& version : catalog_.VersionsOf(group)) {
      const Document* document = DocumentOf(group, version);
      if (!document) continue;
      const std::string path = PathOf(group, version);
      paths[path] = {{"serverRelativeURL", fmt::format("/openapi/v3/{}?hash={}", path, document->hash)}};
    }
  };
  put("");
  for (const std::string& group : catalog_.Groups()) put(group);
  return Print({{"paths", std::move(paths)}});
}

std::optional<std::string> OpenApi::Find(std::string_view path) {
  const std::vector<std::string_view> parts = Segments(path);
  if (parts.size() < 2 || parts[0] != "openapi" || parts[1] != "v3") return {};
  if (parts.size() == 2) return Index();
  const Document* document = nullptr;
  if (parts.size() == 4 && parts[2] == "api") document = DocumentOf("", parts[3]);
  if (parts.size() == 5 && parts[2] == "apis" && !parts[3].empty()) document = DocumentOf(parts[3], parts[4]);
  if (!document) return {};
  return document->text;
}

}  // namespace meshctl::sandbox
