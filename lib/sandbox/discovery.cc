// SPDX-License-Identifier: Apache-2.0
// Discovery documents, legacy and aggregated, made from the catalog on every request: it may have changed.
#include "sandbox/discovery.h"

#include <fmt/format.h>

#include "sandbox/target.h"

namespace meshctl::sandbox {
namespace {

// The Kubernetes version whose behaviour the sandbox follows.
constexpr const char* kMajor = "1";
constexpr const char* kMinor = "33";

constexpr std::string_view kAggregated = "as=APIGroupDiscoveryList";

Json Version() {
  return {{"major", kMajor},
          {"minor", kMinor},
          {"gitVersion", fmt::format("v{}.{}.0+meshctl", kMajor, kMinor)},
          {"gitCommit", ""},
          {"gitTreeState", ""},
          {"buildDate", "1970-01-01T00:00:00Z"},
          {"goVersion", "go1.24"},
          {"compiler", "gc"},
          {"platform", "linux/amd64"}};
}

Json ObjectVerbs() {
  return Json::array({"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"});
}
Json SubresourceVerbs() { return Json::array({"get", "patch", "update"}); }

std::vector<std::string> SubresourcesOf(const Resource& resource) {
  std::vector<std::string> names;
  if (!resource.scale_spec.empty()) names.push_back("scale");
  if (resource.has_status) names.push_back("status");
  return names;
}

Json ApiResources(const Catalog& catalog, std::string_view group, std::string_view version) {
  Json list = Json::array();
  for (const Resource* served : catalog.all()) {
    const Resource& resource = *served;
    if (resource.group != group || resource.version != version) continue;
    Json entry = {{"name", resource.plural},
                  {"singularName", resource.singular},
                  {"namespaced", resource.namespaced},
                  {"kind", resource.kind},
                  {"verbs", ObjectVerbs()}};
    if (!resource.short_names.empty()) entry["shortNames"] = resource.short_names;
    if (!resource.categories.empty()) entry["categories"] = resource.categories;
    list.push_back(std::move(entry));
    for (const std::string& name : SubresourcesOf(resource)) {
      Json sub = {{"name", resource.plural + "/" + name},
                  {"singularName", ""},
                  {"namespaced", resource.namespaced},
                  {"kind", name == "scale" ? "Scale" : resource.kind},
                  {"verbs", SubresourceVerbs()}};
      if (name == "scale") sub.update({{"group", "autoscaling"}, {"version", "v1"}});
      list.push_back(std::move(sub));
    }
  }
  return list;
}

Json ApiResourceList(const Catalog& catalog, std::string_view group, std::string_view version) {
  const std::string group_version =
      group.empty() ? std::string(version) : fmt::format("{}/{}", group, version);
  return {{"kind", "APIResourceList"},
          {"apiVersion", "v1"},
          {"groupVersion", group_version},
          {"resources", ApiResources(catalog, group, version)}};
}

Json ApiGroup(const Catalog& catalog, const std::string& group) {
  Json versions = Json::array();
  for (const std::string& version : catalog.VersionsOf(group)) {
    versions.push_back({{"groupVersion", fmt::format("{}/{}", group, version)}, {"version", version}});
  }
  return {{"name", group}, {"versions", versions}, {"preferredVersion", versions.front()}};
}

Json ApiGroupList(const Catalog& catalog) {
  Json groups = Json::array();
  for (const std::string& group : catalog.Groups()) groups.push_back(ApiGroup(catalog, group));
  return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}};
}

Json ResponseKind(std::string_view group, std::string_view version, std::string_view kind) {
  return {{"group", group}, {"version", version}, {"kind", kind}};
}

Json AggregatedResources(const Catalog& catalog, std::string_view group, std::string_view version) {
  Json list = Json::array();
  for (const Resource* served : catalog.all()) {
    const Resource& resource = *served;
    if (resource.group != group || resource.version != version) continue;
    Json entry = {{"resource", resource.plural},
                  {"responseKind", ResponseKind(group, version, resource.kind)},
                  {"scope", resource.namespaced ? "Namespaced" : "Cluster"},
                  {"singularResource", resource.singular},
                  {"verbs", ObjectVerbs()}};
    if (!resource.short_names.empty()) entry["shortNames"] = resource.short_names;
    if (!resource.categories.empty()) entry["categories"] = resource.categories;
    for (const std::string& name : SubresourcesOf(resource)) {
      entry["subresources"].push_back(
          {{"subresource", name},
           {"responseKind", name == "scale" ? ResponseKind("autoscaling", "v1", "Scale")
                                            : ResponseKind(group, version, resource.kind)},
           {"verbs", SubresourceVerbs()}});
    }
    list.push_back(std::move(entry));
  }
  return list;
}

// `groups` is {""} for /api and every named group for /apis.
Json AggregatedDiscovery(const Catalog& catalog, const std::vector<std::string>& groups) {
  Json items = Json::array();
  for (const std::string& group : groups) {
    Json versions = Json::array();
    for (const std::string& version : catalog.VersionsOf(group)) {
      versions.push_back({{"version", version},
                          {"freshness", "Current"},
                          {"resources", AggregatedResources(catalog, group, version)}});
    }
    items.push_back(
        {{"metadata", {{"name", group}, {"creationTimestamp", nullptr}}}, {"versions", std::move(versions)}});
  }
  return {{"kind", "APIGroupDiscoveryList"},
          {"apiVersion", "apidiscovery.k8s.io/v2"},
          {"metadata", Json::object()},
          {"items", std::move(items)}};
}

bool Serves(const Catalog& catalog, std::string_view group, std::string_view version) {
  for (const std::string& served : catalog.VersionsOf(group)) {
    if (served == version) return true;
  }
  return false;
}

bool IsGroupVersion(const Catalog& catalog, std::span<const std::string_view> parts) {
  if (parts.size() == 2 && parts[0] == "api") return Serves(catalog, "", parts[1]);
  return parts.size() == 3 && parts[0] == "apis" && !parts[1].empty() && Serves(catalog, parts[1], parts[2]);
}

}  // namespace

std::optional<Json> Discover(const Catalog& catalog, std::string_view path, std::string_view accept) {
  const std::vector<std::string_view> segments = Segments(path);
  const std::span<const std::string_view> parts(segments);
  if (parts.empty()) return {};
  const bool aggregated = accept.find(kAggregated) != accept.npos;
  if (parts.size() == 1) {
    if (parts[0] == "version") return Version();
    if (parts[0] == "api") {
      if (aggregated) return AggregatedDiscovery(catalog, {""});
      return Json{{"kind", "APIVersions"}, {"versions", Json::array({"v1"})}};
    }
    if (parts[0] == "apis") {
      return aggregated ? AggregatedDiscovery(catalog, catalog.Groups()) : ApiGroupList(catalog);
    }
    return {};
  }
  if (IsGroupVersion(catalog, parts))
    return ApiResourceList(catalog, parts.size() == 3 ? parts[1] : "", parts.back());
  if (parts.size() == 2 && parts[0] == "apis" && !catalog.VersionsOf(parts[1]).empty()) {
    Json group = ApiGroup(catalog, std::string(parts[1]));
    group.update({{"kind", "APIGroup"}, {"apiVersion", "v1"}});
    return group;
  }
  return {};
}

std::string_view DiscoveryContentType(std::string_view path, std::string_view accept) {
  const bool aggregated =
      accept.find(kAggregated) != accept.npos && Segments(path).size() == 1 && !path.ends_with("version");
  return aggregated ? "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
                    : "application/json";
}

}  // namespace meshctl::sandbox
