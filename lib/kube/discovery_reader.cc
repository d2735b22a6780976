// SPDX-License-Identifier: Apache-2.0
// Reads both forms of discovery: the aggregated one of two documents, and the old one of a document a group
// version. A server may speak one form on `/api` and the other on `/apis`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "kube/discovery.h"
#include "kube/payload.h"

namespace meshctl::kube {
namespace {

constexpr const char* kAggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
    "application/json";

const Json& ListIn(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kNone;
}

std::vector<std::string> TextsIn(const Json& object, const char* key) {
  std::vector<std::string> texts;
  for (const Json& text : ListIn(object, key)) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

std::string ApiVersion(const std::string& group, const std::string& version) {
  return group.empty() ? version : group + "/" + version;
}

/// The names under `key` in a list of objects.
std::vector<std::string> NamesIn(const Json& list, const char* key) {
  std::vector<std::string> names;
  for (const Json& entry : list) {
    if (!entry.is_object()) continue;
    if (std::string name = TextOf(entry, key); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

/// A resource of an aggregated document; without a kind when it only carries subresources.
OfferedKind AggregatedKind(const Json& resource, const std::string& group, const std::string& version) {
  const auto response = resource.find("responseKind");
  return {.type = {.group = group,
                   .version = version,
                   .kind = response != resource.end() && response->is_object() ? TextOf(*response, "kind")
                                                                               : std::string(),
                   .plural = TextOf(resource, "resource"),
                   .namespaced = TextOf(resource, "scope") == "Namespaced"},
          .singular = TextOf(resource, "singularResource"),
          .short_names = TextsIn(resource, "shortNames"),
          .categories = TextsIn(resource, "categories"),
          .verbs = TextsIn(resource, "verbs"),
          .subresources = NamesIn(ListIn(resource, "subresources"), "subresource")};
}

/// A group version that has to be asked for by itself.
struct Listed {
  std::string group;
  std::string version;
};

/// The group versions of an APIGroupList, the preferred one of each group first.
std::vector<Listed> VersionsOf(const Json& groups) {
  std::vector<Listed> listed;
  for (const Json& group : ListIn(groups, "groups")) {
    if (!group.is_object()) continue;
    const std::string name = TextOf(group, "name");
    std::vector<std::string> versions = NamesIn(ListIn(group, "versions"), "version");
    const auto preferred = group.find("preferredVersion");
    if (preferred != group.end() && preferred->is_object()) {
      const std::string first = TextOf(*preferred, "version");
      std::ranges::stable_partition(versions, [&](const std::string& version) { return version == first; });
    }
    for (std::string& version : versions) listed.push_back({name, std::move(version)});
  }
  return listed;
}

}  // namespace

class DiscoveryReader {
 public:
  explicit DiscoveryReader(Cluster& cluster) : cluster_(cluster) {}

  Answer<Discovery> Read() {
    const std::array<Request, 2> roots = {Request{.path = "/api", .accept = kAggregated},
                                          Request{.path = "/apis", .accept = kAggregated}};
    const std::vector<Result<Response>> responses = cluster_.SendAll(roots);
    const Answer<Json> core = ObjectIn(roots[0], responses[0]);
    const Answer<Json> groups = ObjectIn(roots[1], responses[1]);
    if (!groups) return Refused(groups.error());
    if (!core && core.error().status != 404) return Refused(core.error());

    std::vector<Listed> listed;
    if (core && IsAggregated(*core)) {
      TakeAggregated(*core);
    } else {
      listed.push_back({"", "v1"});
    }
    if (IsAggregated(*groups)) {
      if (auto taken = TakeListed(listed); !taken) return Refused(taken.error());
      TakeAggregated(*groups);
    } else {
      std::ranges::move(VersionsOf(*groups), std::back_inserter(listed));
      if (auto taken = TakeListed(listed); !taken) return Refused(taken.error());
    }
    return std::move(discovery_);
  }

 private:
  static std::unexpected<Failure> Refused(Failure failure) {
    failure.error = std::move(failure.error).In("cannot ask for API groups");
    return std::unexpected(std::move(failure));
  }

  static bool IsAggregated(const Json& document) {
    return TextOf(document, "kind") == "APIGroupDiscoveryList";
  }

  void TakeAggregated(const Json& document) {
    for (const Json& item : ListIn(document, "items")) {
      if (!item.is_object()) continue;
      const auto metadata = item.find("metadata");
      const std::string group =
          metadata != item.end() && metadata->is_object() ? TextOf(*metadata, "name") : std::string();
      for (const Json& of_version : ListIn(item, "versions")) {
        if (of_version.is_object()) TakeAggregatedVersion(of_version, group);
      }
    }
  }

  void TakeAggregatedVersion(const Json& of_version, const std::string& group) {
    const std::string version = TextOf(of_version, "version");
    if (version.empty()) return;
    if (TextOf(of_version, "freshness") == "Stale") {
      discovery_.unknown_.push_back(
          {ApiVersion(group, version), ClusterError("the server behind it does not answer")});
    }
    for (const Json& resource : ListIn(of_version, "resources")) {
      if (!resource.is_object()) continue;
      OfferedKind kind = AggregatedKind(resource, group, version);
      if (!kind.type.kind.empty() && !kind.type.plural.empty())
        discovery_.offered_.push_back(std::move(kind));
    }
  }

  /// Asks for each group version. Only the loss of the server is a failure of all.
  Answer<void> TakeListed(const std::vector<Listed>& listed) {
    std::vector<Request> requests;
    requests.reserve(listed.size());
    for (const auto& [group, version] : listed) requests.push_back({.path = GroupPath(group, version)});
    const std::vector<Result<Response>> responses = cluster_.SendAll(requests);
    for (std::size_t i = 0; i < listed.size(); ++i) {
      const auto& [group, version] = listed[i];
      const Answer<Json> list = ObjectIn(requests[i], responses[i]);
      if (list) {
        TakeList(*list, group, version);
      } else if (!responses[i]) {
        return std::unexpected(list.error());
      } else if (list.error().status != 404) {
        discovery_.unknown_.push_back({ApiVersion(group, version), list.error().error});
      }
    }
    return {};
  }

  void TakeList(const Json& list, const std::string& group, const std::string& version) {
    std::vector<OfferedKind> kinds;
    std::map<std::string, std::vector<std::string>> subresources;
    for (const Json& resource : ListIn(list, "resources")) {
      if (!resource.is_object()) continue;
      const std::string name = TextOf(resource, "name");
      if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
        subresources[name.substr(0, slash)].push_back(name.substr(slash + 1));
        continue;
      }
      const auto namespaced = resource.find("namespaced");
      OfferedKind kind = {.type = {.group = group,
                                   .version = version,
                                   .kind = TextOf(resource, "kind"),
                                   .plural = name,
                                   .namespaced = namespaced != resource.end() && namespaced->is_boolean() &&
                                                 namespaced->get<bool>()},
                          .singular = TextOf(resource, "singularName"),
                          .short_names = TextsIn(resource, "shortNames"),
                          .categories = TextsIn(resource, "categories"),
                          .verbs = TextsIn(resource, "verbs"),
                          .subresources = {}};
      if (!kind.type.kind.empty() && !name.empty()) kinds.push_back(std::move(kind));
    }
    for (OfferedKind& kind : kinds) {
      kind.subresources = std::move(subresources[kind.type.plural]);
      discovery_.offered_.push_back(std::move(kind));
    }
  }

  Cluster& cluster_;
  Discovery discovery_;
};

Answer<Discovery> Discovery::Read(Cluster& cluster) { return DiscoveryReader(cluster).Read(); }

}  // namespace meshctl::kube
