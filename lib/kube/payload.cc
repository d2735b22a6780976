// SPDX-License-Identifier: Apache-2.0
// A proxy or a web server may answer in place of the API server, so nothing is taken for granted.
#include "kube/payload.h"

#include <fmt/format.h>

#include <utility>

#include "base/utf8.h"
#include "kube/server_address.h"

namespace meshctl::kube {
namespace {

constexpr int kPageSize = 500;

Failure Malformed(const Request& request, const std::string& why) {
  return {.error = ClusterError(fmt::format("the answer to {} {} cannot be used: {}", Name(request.method),
                                            request.path, why))
                       .Hint("check that the kubeconfig's `server` is a Kubernetes API server"),
          .status = 0,
          .reason = {},
          .causes = {}};
}

}  // namespace

Answer<Json> ObjectIn(const Request& request, const Result<Response>& response) {
  if (!response) return std::unexpected(Failure{response.error(), 0, {}, {}});
  if (response->status >= 400) return std::unexpected(DecodeFailure(request, *response));
  if (response->status < 200 || response->status >= 300) {
    return std::unexpected(Malformed(
        request, response->location.empty()
                     ? fmt::format("it has status {}", response->status)
                     : fmt::format("it redirects to `{}` (status {})",
                                   utf8::Printable(WithoutUser(response->location)), response->status)));
  }
  if (!response->content_type.starts_with("application/json")) {
    return std::unexpected(Malformed(
        request, response->content_type.empty()
                     ? "it has no content type"
                     : fmt::format("it is `{}`, not JSON", utf8::Printable(response->content_type))));
  }
  auto json = yaml::ParseJson(response->body);
  if (!json) return std::unexpected(Malformed(request, json.error().message));
  if (!json->is_object()) return std::unexpected(Malformed(request, "it is no object"));
  return *std::move(json);
}

std::string TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string GroupPath(const std::string& group, const std::string& version) {
  return group.empty() ? "/api/" + EscapeSegment(version)
                       : fmt::format("/apis/{}/{}", EscapeSegment(group), EscapeSegment(version));
}

std::vector<ResourceType> TypesIn(const Json& list, const std::string& group, const std::string& version) {
  std::vector<ResourceType> types;
  const auto resources = list.find("resources");
  if (resources == list.end() || !resources->is_array()) return types;
  for (const Json& resource : *resources) {
    if (!resource.is_object()) continue;
    const std::string plural = TextOf(resource, "name");
    if (plural.empty() || plural.find('/') != std::string::npos) continue;  // a subresource
    const auto namespaced = resource.find("namespaced");
    types.push_back(
        {.group = group,
         .version = version,
         .kind = TextOf(resource, "kind"),
         .plural = plural,
         .namespaced = namespaced != resource.end() && namespaced->is_boolean() && namespaced->get<bool>()});
  }
  return types;
}

std::vector<Json> TakeItems(Json& page, const ResourceType& type) {
  std::vector<Json> objects;
  const auto items = page.find("items");
  if (items == page.end() || !items->is_array()) return objects;
  objects.reserve(items->size());
  for (Json& item : *items) {
    if (!item.is_object()) continue;
    item.emplace("kind", type.kind);
    item.emplace("apiVersion", type.api_version());
    objects.push_back(std::move(item));
  }
  return objects;
}

std::string ContinueOf(const Json& page) {
  const auto metadata = page.find("metadata");
  return metadata != page.end() && metadata->is_object() ? TextOf(*metadata, "continue") : std::string();
}

Request PageRequest(const ResourceType& type, const ListOptions& options, const std::string& next) {
  Request request{.path = ObjectPath(type, options.name_space, ""),
                  .query = {{"limit", fmt::to_string(kPageSize)}}};
  if (!options.label_selector.empty()) request.query.emplace_back("labelSelector", options.label_selector);
  if (!options.field_selector.empty()) request.query.emplace_back("fieldSelector", options.field_selector);
  if (!next.empty()) request.query.emplace_back("continue", next);
  return request;
}

}  // namespace meshctl::kube
