// SPDX-License-Identifier: Apache-2.0
// Verbs as requests, answers as objects. What a kind is called in a path comes from the server's discovery
// and not from a table, so every CustomResourceDefinition works.
#include "kube/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/nearest.h"
#include "kube/discovery.h"
#include "kube/payload.h"
#include "kube/verbs.h"

namespace meshctl::kube {
namespace {

constexpr int kMaxRestarts = 3;

std::pair<std::string, std::string> SplitApiVersion(const std::string& api_version) {
  const std::size_t slash = api_version.find('/');
  if (slash == std::string::npos) return {"", api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
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

}  // namespace

std::string ObjectPath(const ResourceType& type, const std::string& name_space, const std::string& name) {
  std::string path = GroupPath(type.group, type.version);
  if (type.namespaced && !name_space.empty()) path += "/namespaces/" + EscapeSegment(name_space);
  path += "/" + EscapeSegment(type.plural);
  if (!name.empty()) path += "/" + EscapeSegment(name);
  return path;
}

Answer<Json> Client::Ask(const Request& request, int* status) {
  const auto response = cluster_.Send(request);
  if (response) {
    Note(*response);
    if (status) *status = response->status;
  }
  return ObjectIn(request, response);
}

Client::Client(Cluster& cluster) : cluster_(cluster) {}
Client::~Client() = default;

Answer<const Discovery*> Client::Discover() {
  if (!discovery_) {
    auto discovery = Discovery::Read(cluster_);
    if (!discovery) return std::unexpected(std::move(discovery).error());
    discovery_ = std::make_unique<const Discovery>(*std::move(discovery));
  }
  return discovery_.get();
}

void Client::Note(const Response& response) {
  for (const std::string& warning : response.warnings) {
    if (std::ranges::find(warnings_, warning) == warnings_.end()) warnings_.push_back(warning);
  }
}

Answer<ResourceType> Client::Resolve(const std::string& api_version, const std::string& kind) {
  if (const OfferedKind* offered = discovery_ ? discovery_->Find(api_version, kind) : nullptr)
    return offered->type;
  auto known = types_.find(api_version);
  if (known == types_.end()) {
    const auto [group, version] = SplitApiVersion(api_version);
    auto list = Ask({.path = GroupPath(group, version)});
    if (!list && list.error().status != 404) return std::unexpected(std::move(list).error());
    if (!list) return std::unexpected(NoSuchKind(api_version, kind, {}));
    known = types_.emplace(api_version, TypesIn(*list, group, version)).first;
  }
  const auto found = std::ranges::find(known->second, kind, &ResourceType::kind);
  if (found == known->second.end()) return std::unexpected(NoSuchKind(api_version, kind, known->second));
  return *found;
}

Answer<Json> Client::Get(const ResourceType& type, const std::string& name_space, const std::string& name) {
  return Ask(GetRequest(type, name_space, name));
}

Answer<std::vector<Json>> Client::List(const ResourceType& type, const ListOptions& options) {
  std::vector<Json> objects;
  std::string next;
  int restarts = 0;
  while (true) {
    auto page = Ask(PageRequest(type, options, next));
    if (!page) {
      if (page.error().status != 410 || next.empty() || ++restarts > kMaxRestarts) {
        return std::unexpected(std::move(page).error());
      }
      objects.clear();
      next.clear();
      continue;
    }
    std::ranges::move(TakeItems(*page, type), std::back_inserter(objects));
    next = ContinueOf(*page);
    if (next.empty()) return objects;
  }
}

Answer<Applied> Client::Apply(const ResourceType& type, const std::string& name_space, const Json& object,
                              const ApplyOptions& options) {
  const Request request = ApplyRequest(type, name_space, object, options);
  int status = 0;
  auto answer = Ask(request, &status);
  if (!answer) return std::unexpected(std::move(answer).error());
  return Applied{.object = *std::move(answer), .created = status == 201};
}

std::vector<std::string> Client::TakeWarnings() {
  std::vector<std::string> fresh(warnings_.begin() + static_cast<std::ptrdiff_t>(warnings_taken_),
                                 warnings_.end());
  warnings_taken_ = warnings_.size();
  return fresh;
}

}  // namespace meshctl::kube
