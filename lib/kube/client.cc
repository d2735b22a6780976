// SPDX-License-Identifier: Apache-2.0
// Verbs as requests, answers as objects. What a kind is called in a path comes from the server's discovery
// and not from a table, so every CustomResourceDefinition works.
#include "kube/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"

namespace meshctl::kube {
namespace {

constexpr int kPageSize = 500;
constexpr int kMaxRestarts = 3;

Failure Malformed(const Request& request, const std::string& why) {
  return {.error = ClusterError(fmt::format("the answer to {} {} cannot be used: {}", Name(request.method),
                                            request.path, why))
                       .Hint("check that the kubeconfig's `server` is a Kubernetes API server"),
          .status = 0,
          .reason = {},
          .causes = {}};
}

std::string Text(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::pair<std::string, std::string> SplitApiVersion(const std::string& api_version) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string::npos) return {"", api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
}

std::string GroupPath(const std::string& group, const std::string& version) {
  return group.empty() ? "/api/" + EscapeSegment(version)
                       : fmt::format("/apis/{}/{}", EscapeSegment(group), EscapeSegment(version));
}

std::vector<ResourceType> ReadTypes(const Json& list, const std::string& group, const std::string& version) {
  std::vector<ResourceType> types;
  const auto resources = list.find("resources");
  if (resources == list.end() || !resources->is_array()) return types;
  for (const Json& resource : *resources) {
    if (!resource.is_object()) continue;
    const std::string plural = Text(resource, "name");
    if (plural.empty() || plural.find('/') != std::string::npos) continue;  // a subresource
    const auto namespaced = resource.find("namespaced");
    types.push_back(
        {.group = group,
         .version = version,
         .kind = Text(resource, "kind"),
         .plural = plural,
         .namespaced = namespaced != resource.end() && namespaced->is_boolean() && namespaced->get<bool>()});
  }
  return types;
}

Failure NoSuchKind(const std::string& api_version, const std::string& kind,
                   const std::vector<ResourceType>& types) {
  Failure failure{
      .error = ClusterError(fmt::format("the cluster has no kind `{}` in `{}`", kind, api_version)),
      .status = 404,
      .reason = "NoKindMatch",
      .causes = {}};
  std::vector<std::string_view> kinds;
  kinds.reserve(types.size());
  for (const ResourceType& type : types) kinds.push_back(type.kind);
  if (const std::string_view near = Nearest(kind, kinds); !near.empty()) {
    failure.error.hints.push_back(fmt::format("did you mean `{}`?", near));
  } else if (types.empty() && api_version.find('.') != std::string::npos) {
    failure.error.hints.push_back(fmt::format("install the CustomResourceDefinitions of `{}` first",
                                              SplitApiVersion(api_version).first));
  }
  return failure;
}

/// Moves a page's objects to the end of `objects`, with the kind that lists leave out.
void TakeItems(Json& page, const ResourceType& type, std::vector<Json>& objects) {
  const auto items = page.find("items");
  if (items == page.end() || !items->is_array()) return;
  for (Json& item : *items) {
    if (!item.is_object()) continue;
    item.emplace("kind", type.kind);
    item.emplace("apiVersion", type.api_version());
    objects.push_back(std::move(item));
  }
}

}  // namespace

std::string ObjectPath(const ResourceType& type, const std::string& name_space, const std::string& name) {
  std::string path = GroupPath(type.group, type.version);
  if (type.namespaced && !name_space.empty()) path += "/namespaces/" + EscapeSegment(name_space);
  path += "/" + EscapeSegment(type.plural);
  if (!name.empty()) path += "/" + EscapeSegment(name);
  return path;
}

Answer<Json> Client::Ask(const Request& request, int* status) {
  auto response = cluster_.Send(request);
  if (!response) return std::unexpected(Failure{std::move(response).error(), 0, {}, {}});
  for (std::string& warning : response->warnings) {
    if (std::ranges::find(warnings_, warning) == warnings_.end()) warnings_.push_back(std::move(warning));
  }
  if (response->status >= 400) return std::unexpected(DecodeFailure(request, *response));
  if (response->status < 200 || response->status >= 300) {
    return std::unexpected(Malformed(request, fmt::format("it has status {}", response->status)));
  }
  if (!response->content_type.starts_with("application/json")) {
    return std::unexpected(
        Malformed(request, response->content_type.empty()
                               ? "it has no content type"
                               : fmt::format("it is `{}`, not JSON", response->content_type)));
  }
  auto json = yaml::ParseJson(response->body);
  if (!json) return std::unexpected(Malformed(request, json.error().message));
  if (!json->is_object()) return std::unexpected(Malformed(request, "it is no object"));
  if (status) *status = response->status;
  return *std::move(json);
}

Answer<ResourceType> Client::Resolve(const std::string& api_version, const std::string& kind) {
  auto known = types_.find(api_version);
  if (known == types_.end()) {
    const auto [group, version] = SplitApiVersion(api_version);
    auto list = Ask({.path = GroupPath(group, version)});
    if (!list && list.error().status != 404) return std::unexpected(std::move(list).error());
    if (!list) return std::unexpected(NoSuchKind(api_version, kind, {}));
    known = types_.emplace(api_version, ReadTypes(*list, group, version)).first;
  }
  const auto found = std::ranges::find(known->second, kind, &ResourceType::kind);
  if (found == known->second.end()) return std::unexpected(NoSuchKind(api_version, kind, known->second));
  return *found;
}

Answer<Json> Client::Get(const ResourceType& type, const std::string& name_space, const std::string& name) {
  return Ask({.path = ObjectPath(type, name_space, name)});
}

Answer<std::vector<Json>> Client::List(const ResourceType& type, const ListOptions& options) {
  std::vector<Json> objects;
  std::string next;
  int restarts = 0;
  while (true) {
    Request request{.path = ObjectPath(type, options.name_space, ""),
                    .query = {{"limit", fmt::to_string(kPageSize)}}};
    if (!options.label_selector.empty()) request.query.emplace_back("labelSelector", options.label_selector);
    if (!options.field_selector.empty()) request.query.emplace_back("fieldSelector", options.field_selector);
    if (!next.empty()) request.query.emplace_back("continue", next);
    auto page = Ask(request);
    if (!page) {
      if (page.error().status != 410 || next.empty() || ++restarts > kMaxRestarts) {
        return std::unexpected(std::move(page).error());
      }
      objects.clear();
      next.clear();
      continue;
    }
    TakeItems(*page, type, objects);
    const auto metadata = page->find("metadata");
    next = metadata != page->end() && metadata->is_object() ? Text(*metadata, "continue") : std::string();
    if (next.empty()) return objects;
  }
}

Answer<Applied> Client::Apply(const ResourceType& type, const std::string& name_space, const Json& object,
                              const ApplyOptions& options) {
  const auto metadata = object.find("metadata");
  const std::string name = metadata != object.end() && metadata->is_object() ? Text(*metadata, "name") : "";
  Request request{.method = Method::kPatch,
                  .path = ObjectPath(type, name_space, name),
                  .query = {{"fieldManager", options.field_manager}},
                  .content_type = "application/apply-patch+yaml",
                  .body = object.dump()};
  if (options.dry_run == DryRun::kServer) request.query.emplace_back("dryRun", "All");
  request.query.emplace_back("fieldValidation", options.validation == Validation::kStrict ? "Strict"
                                                : options.validation == Validation::kWarn ? "Warn"
                                                                                          : "Ignore");
  if (options.force == Force::kYes) request.query.emplace_back("force", "true");
  int status = 0;
  auto answer = Ask(request, &status);
  if (!answer) return std::unexpected(std::move(answer).error());
  return Applied{.object = *std::move(answer), .created = status == 201};
}

Answer<Json> Client::Delete(const ResourceType& type, const std::string& name_space, const std::string& name,
                            DryRun dry_run) {
  Request request{.method = Method::kDelete, .path = ObjectPath(type, name_space, name)};
  if (dry_run == DryRun::kServer) request.query.emplace_back("dryRun", "All");
  return Ask(request);
}

std::vector<std::string> Client::TakeWarnings() {
  std::vector<std::string> fresh(warnings_.begin() + static_cast<std::ptrdiff_t>(warnings_taken_),
                                 warnings_.end());
  warnings_taken_ = warnings_.size();
  return fresh;
}

}  // namespace meshctl::kube
