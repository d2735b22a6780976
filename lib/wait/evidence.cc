// SPDX-License-Identifier: Apache-2.0
// One request a workload (its selector, so that a crowded namespace costs nothing) and one a namespace.
#include "wait/evidence.h"

#include "kube/client.h"
#include "kube/payload.h"
#include "wait/object_view.h"
#include "wait/stuck.h"

namespace meshctl::wait {
namespace {

kube::ResourceType CoreType(const char* kind, const char* plural) {
  return {.group = {}, .version = "v1", .kind = kind, .plural = plural, .namespaced = true};
}

}  // namespace

Evidence::Evidence(std::vector<Suspect> suspects) : suspects_(std::move(suspects)) {
  for (std::size_t i = 0; i < suspects_.size(); ++i) {
    const Json& object = suspects_[i].object;
    const std::string name_space = TextAt(object, {"metadata", "namespace"});
    if (name_space.empty()) continue;
    if (events_.emplace(name_space, requests_.size()).second) {
      requests_.push_back(kube::PageRequest(
          CoreType("Event", "events"), {.name_space = name_space, .field_selector = "type=Warning"}, ""));
    }
    if (const std::string selector = PodSelectorOf(object); !selector.empty()) {
      pods_.emplace(i, requests_.size());
      requests_.push_back(kube::PageRequest(CoreType("Pod", "pods"),
                                            {.name_space = name_space, .label_selector = selector}, ""));
    }
  }
  answers_.resize(requests_.size());
}

void Evidence::Take(std::size_t i, const Result<kube::Response>& response) {
  ++taken_;
  auto page = kube::ObjectIn(requests_[i], response);
  if (page) answers_[i] = kube::TakeItems(*page, CoreType("", ""));
}

std::vector<std::string> Evidence::ReasonsOf(std::size_t i) const {
  const Json& object = suspects_[i].object;
  const auto events = events_.find(TextAt(object, {"metadata", "namespace"}));
  const std::span<const Json> warnings =
      events == events_.end() ? std::span<const Json>() : std::span(answers_[events->second]);
  std::span<const Json> pods;
  if (const auto found = pods_.find(i); found != pods_.end()) {
    pods = answers_[found->second];
  } else if (TextAt(object, {"kind"}) == "Pod") {
    pods = std::span(&object, 1);
  }
  return StuckReasons(object, pods, warnings);
}

}  // namespace meshctl::wait
