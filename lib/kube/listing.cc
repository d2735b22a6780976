// SPDX-License-Identifier: Apache-2.0
// Works in rounds: the groups there are, the kinds in their versions, then the next page of every list that
// has one. The requests of a round do not depend on each other and share connections.
#include "kube/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "kube/payload.h"

namespace meshctl::kube {
namespace {

constexpr int kMaxRestarts = 3;
constexpr const char* kGroups = "/apis";

/// A list that is not through.
struct Pending {
  std::size_t listing = 0;
  ResourceType type;
  std::string next = {};
  int restarts = 0;
};

class Reader {
 public:
  Reader(Cluster& cluster, std::span<const Listing> listings, ListSink& sink)
      : cluster_(cluster), listings_(listings), sink_(sink), ends_(listings.size(), Listed::kRead) {}

  Result<std::vector<Listed>> Read() {
    auto versions = FindVersions();
    if (!versions) return std::unexpected(std::move(versions).error());
    auto pending = FindTypes(*versions);
    if (!pending) return std::unexpected(std::move(pending).error());
    while (!pending->empty()) {
      auto rest = ReadPages(*std::move(pending));
      if (!rest) return std::unexpected(std::move(rest).error());
      pending = *std::move(rest);
    }
    return std::move(ends_);
  }

 private:
  /// The versions of each group, the preferred one first.
  using Versions = std::map<std::string, std::vector<std::string>>;

  /// One round of requests.
  std::vector<Answer<Json>> Ask(const std::vector<Request>& requests) {
    const std::vector<Result<Response>> responses = cluster_.SendAll(requests);
    std::vector<Answer<Json>> answers;
    answers.reserve(responses.size());
    for (std::size_t i = 0; i < responses.size(); ++i) answers.push_back(ObjectIn(requests[i], responses[i]));
    return answers;
  }

  Result<Versions> FindVersions() {
    std::vector<Answer<Json>> answers = Ask({{.path = kGroups}});
    Answer<Json>& groups = answers.front();
    if (!groups) return std::unexpected(std::move(groups).error().error.In("cannot ask for API groups"));
    Versions versions = {{"", {"v1"}}};
    const auto list = groups->find("groups");
    if (list == groups->end() || !list->is_array()) return versions;
    for (const Json& group : *list) {
      if (group.is_object()) versions.emplace(TextOf(group, "name"), VersionsOf(group));
    }
    return versions;
  }

  static std::vector<std::string> VersionsOf(const Json& group) {
    std::vector<std::string> versions;
    const auto add = [&](const Json& version) {
      std::string name = version.is_object() ? TextOf(version, "version") : std::string();
      if (!name.empty() && std::ranges::find(versions, name) == versions.end())
        versions.push_back(std::move(name));
    };
    if (const auto preferred = group.find("preferredVersion"); preferred != group.end()) add(*preferred);
    if (const auto all = group.find("versions"); all != group.end() && all->is_array()) {
      for (const Json& version : *all) add(version);
    }
    return versions;
  }

  /// Finds what every kind is called in paths. A group that only has no answer right now (an aggregated API
  /// whose server is down) is a failure, since what it holds is not known.
  Result<std::vector<Pending>> FindTypes(const Versions& versions) {
    std::vector<std::pair<std::string, std::string>> asked;
    std::vector<Request> requests;
    for (const auto& [group, of_group] : versions) {
      if (std::ranges::find(listings_, group, &Listing::group) == listings_.end()) continue;
      for (const std::string& version : of_group) {
        asked.emplace_back(group, version);
        requests.push_back({.path = GroupPath(group, version)});
      }
    }
    std::vector<Answer<Json>> answers = Ask(requests);
    std::vector<ResourceType> types;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      Answer<Json>& answer = answers[i];
      if (!answer && answer.error().status == 404) continue;
      const auto& [group, version] = asked[i];
      if (!answer) {
        return std::unexpected(std::move(answer).error().error.In(
            fmt::format("cannot ask for the kinds of {}", GroupPath(group, version))));
      }
      std::ranges::move(TypesIn(*answer, group, version), std::back_inserter(types));
    }
    return PendingOf(types);
  }

  std::vector<Pending> PendingOf(const std::vector<ResourceType>& types) {
    std::vector<Pending> pending;
    for (std::size_t i = 0; i < listings_.size(); ++i) {
      const auto type = std::ranges::find_if(types, [&](const ResourceType& of) {
        return of.group == listings_[i].group && of.kind == listings_[i].kind;
      });
      if (type == types.end()) {
        ends_[i] = Listed::kNotServed;
      } else {
        pending.push_back({.listing = i, .type = *type});
      }
    }
    return pending;
  }

  /// Reads the next page of each list; answers those that have another.
  Result<std::vector<Pending>> ReadPages(std::vector<Pending> pending) {
    std::vector<Request> requests;
    requests.reserve(pending.size());
    for (const Pending& list : pending)
      requests.push_back(PageRequest(list.type, listings_[list.listing].options, list.next));
    std::vector<Answer<Json>> answers = Ask(requests);
    std::vector<Pending> rest;
    for (std::size_t i = 0; i < pending.size(); ++i) {
      auto goes_on = TakePage(pending[i], answers[i]);
      if (!goes_on) return std::unexpected(std::move(goes_on).error());
      if (*goes_on) rest.push_back(std::move(pending[i]));
    }
    return rest;
  }

  /// Whether the list goes on behind this page.
  Result<bool> TakePage(Pending& list, Answer<Json>& page) {
    if (page) {
      sink_.Take(list.listing, TakeItems(*page, list.type));
      list.next = ContinueOf(*page);
      return !list.next.empty();
    }
    const int status = page.error().status;
    if (status == 403 || status == 404) {
      ends_[list.listing] = status == 403 ? Listed::kForbidden : Listed::kNotServed;
      sink_.Forget(list.listing);
      return false;
    }
    if (status == 410 && !list.next.empty() && ++list.restarts <= kMaxRestarts) {
      sink_.Forget(list.listing);
      list.next.clear();
      return true;
    }
    return std::unexpected(std::move(page).error().error.In(fmt::format("cannot list {}", list.type.plural)));
  }

  Cluster& cluster_;
  std::span<const Listing> listings_;
  ListSink& sink_;
  std::vector<Listed> ends_;
};

}  // namespace

Result<std::vector<Listed>> ListKinds(Cluster& cluster, std::span<const Listing> listings, ListSink& sink) {
  return Reader(cluster, listings, sink).Read();
}

}  // namespace meshctl::kube
