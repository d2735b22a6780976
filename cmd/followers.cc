// SPDX-License-Identifier: Apache-2.0
// Lists of one object each: `remainingItemCount` tells how many more there are, so that nothing large is
// read.
#include "cmd/followers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/counted.h"
#include "cmd/object_selection.h"
#include "kube/payload.h"
#include "wait/object_view.h"

namespace meshctl::cmd {
namespace {

constexpr const char* kMetadataOnly =
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
constexpr std::size_t kMostKinds = 5;  // named in one sentence

/// What is counted: the objects of a kind, for one of the targets.
struct Count {
  std::size_t target = 0;
  kube::ResourceType type;
  kube::Request request;
  std::uint64_t objects = 0;
  bool known = false;
};

kube::Request CountRequest(const kube::ResourceType& type, const std::string& name_space) {
  return {.path = kube::ObjectPath(type, name_space, ""), .query = {{"limit", "1"}}, .accept = kMetadataOnly};
}

bool IsDefinition(const kube::ResourceType& type) {
  return type.group == "apiextensions.k8s.io" && type.kind == "CustomResourceDefinition";
}

/// The kinds whose objects a deletion of `target` takes along.
std::vector<const kube::OfferedKind*> KindsBelow(const wait::Target& target,
                                                 const kube::Discovery& discovery) {
  const bool name_space = target.type.group.empty() && target.type.kind == "Namespace";
  std::vector<const kube::OfferedKind*> kinds;
  for (const kube::OfferedKind& kind : discovery.offered()) {
    if (&kind != discovery.FindPreferred(kind.type.group, kind.type.kind) || !kind.Allows("list")) continue;
    // Events are told of deletions too, and nobody misses them.
    const bool in_namespace = name_space && kind.type.namespaced && kind.type.kind != "Event";
    const bool of_definition = IsDefinition(target.type) && TypeName(kind.type) == target.name;
    if (in_namespace || of_definition) kinds.push_back(&kind);
  }
  return kinds;
}

void TakeAnswer(Count& count, const Result<kube::Response>& response) {
  const auto page = kube::ObjectIn(count.request, response);
  if (!page) return;
  count.known = true;
  count.objects = wait::ListAt(*page, {"items"}).size() +
                  static_cast<std::uint64_t>(std::max<std::int64_t>(
                      0, wait::NumberAt(*page, {"metadata", "remainingItemCount"}).value_or(0)));
}

std::string Sentence(const wait::Target& target, std::vector<Count> counts) {
  std::uint64_t all = 0;
  bool known = true;
  for (const Count& count : counts) {
    all += count.objects;
    known &= count.known;
  }
  if (all == 0) return {};
  std::ranges::stable_sort(counts, std::ranges::greater(), &Count::objects);
  std::string kinds;
  std::size_t named = 0;
  for (const Count& count : counts) {
    if (count.objects == 0) break;
    if (named++ == kMostKinds) {
      kinds += ", ...";
      break;
    }
    kinds += fmt::format("{}{} ({})", kinds.empty() ? "" : ", ", TypeName(count.type), count.objects);
  }
  return fmt::format("{} takes {}{} with it: {}", LabelOf(target.type, target.name), known ? "" : "at least ",
                     Counted(all, "object"), kinds);
}

}  // namespace

std::vector<std::string> Followers(const std::vector<wait::Target>& targets, const kube::Discovery& discovery,
                                   kube::Cluster& cluster) {
  std::vector<Count> counts;
  std::vector<kube::Request> requests;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    for (const kube::OfferedKind* kind : KindsBelow(targets[i], discovery)) {
      const std::string place = IsDefinition(targets[i].type) ? std::string() : targets[i].name;
      counts.push_back({.target = i, .type = kind->type, .request = CountRequest(kind->type, place)});
      requests.push_back(counts.back().request);
    }
  }
  const auto responses = cluster.SendAll(requests);
  for (std::size_t i = 0; i < counts.size(); ++i) TakeAnswer(counts[i], responses[i]);
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    std::vector<Count> of_target;
    std::ranges::copy_if(counts, std::back_inserter(of_target),
                         [&](const Count& count) { return count.target == i; });
    if (std::string sentence = Sentence(targets[i], std::move(of_target)); !sentence.empty())
      sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace meshctl::cmd
