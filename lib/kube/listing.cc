// SPDX-License-Identifier: Apache-2.0
// Works in rounds: the kinds there are, then the next page of every list that has one. The requests of a
// round do not depend on each other and share connections.
#include "kube/listing.h"

#include <fmt/format.h>

#include <utility>

#include "kube/discovery.h"
#include "kube/payload.h"

namespace meshctl::kube {
namespace {

constexpr int kMaxRestarts = 3;

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
    auto pending = FindTypes();
    if (!pending) return std::unexpected(std::move(pending).error());
    while (!pending->empty()) {
      auto rest = ReadPages(*std::move(pending));
      if (!rest) return std::unexpected(std::move(rest).error());
      pending = *std::move(rest);
    }
    return std::move(ends_);
  }

 private:
  /// One round of requests.
  std::vector<Answer<Json>> Ask(const std::vector<Request>& requests) {
    const std::vector<Result<Response>> responses = cluster_.SendAll(requests);
    std::vector<Answer<Json>> answers;
    answers.reserve(responses.size());
    for (std::size_t i = 0; i < responses.size(); ++i) answers.push_back(ObjectIn(requests[i], responses[i]));
    return answers;
  }

  /// Finds what every kind is called in paths. A group that only has no answer right now (an aggregated API
  /// whose server is down) is a failure, since what it holds is not known.
  Result<std::vector<Pending>> FindTypes() {
    auto discovery = Discovery::Read(cluster_);
    if (!discovery) return std::unexpected(std::move(discovery).error().error);
    std::vector<Pending> pending;
    for (std::size_t i = 0; i < listings_.size(); ++i) {
      const auto& [group, kind, options] = listings_[i];
      if (const OfferedKind* offered = discovery->FindPreferred(group, kind)) {
        pending.push_back({.listing = i, .type = offered->type});
      } else if (const UnknownVersion* unknown = discovery->UnknownIn(group)) {
        return std::unexpected(
            Error(unknown->error).In(fmt::format("cannot ask for the kinds of {}", unknown->api_version)));
      } else {
        ends_[i] = Listed::kNotServed;
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
