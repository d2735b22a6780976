// SPDX-License-Identifier: Apache-2.0
// Files each workload under its namespace, its name and each of its labels, in its namespace and anywhere; a
// selector then looks through the shortest list that any of its pairs has.
#include "mesh/workloads.h"

#include <algorithm>
#include <utility>

namespace meshctl::mesh {
namespace {

// Not a namespace: those have no `*`.
constexpr std::string_view kAnywhere = "*";

}  // namespace

Workloads::Workloads(std::vector<Workload> all) : all_(std::move(all)) {
  for (std::uint32_t number = 0; number < all_.size(); ++number) {
    const Workload& workload = all_[number];
    postings_.Add(Postings::KeyOf({workload.ns, workload.name}), number);
    for (std::string_view scope : {workload.ns, kAnywhere}) {
      postings_.Add(Postings::KeyOf({scope}), number);
      for (const yaml::Entry* label : *workload.labels) {
        postings_.Add(Postings::KeyOf({scope, label->key, label->value.text()}), number);
      }
    }
  }
  postings_.Freeze();
}

const Workload* Workloads::Find(std::string_view ns, std::string_view name) const {
  for (auto [_, number] : postings_.Get(Postings::KeyOf({ns, name}))) {
    const Workload& workload = all_[number];
    if (workload.ns == ns && workload.name == name) return &workload;
  }
  return nullptr;
}

std::vector<const Workload*> Workloads::Matching(std::string_view ns, const model::Labels& selector) const {
  return Select(ns, selector);
}

std::vector<const Workload*> Workloads::MatchingAnywhere(const model::Labels& selector) const {
  return Select(kAnywhere, selector);
}

std::vector<const Workload*> Workloads::Select(std::string_view scope, const model::Labels& selector) const {
  auto shortest = postings_.Get(Postings::KeyOf({scope}));
  for (const yaml::Entry* pair : selector) {
    auto list = postings_.Get(Postings::KeyOf({scope, pair->key, pair->value.text()}));
    if (list.size() < shortest.size()) shortest = list;
  }
  std::vector<const Workload*> found;
  for (auto [_, number] : shortest) {
    const Workload& workload = all_[number];
    bool in_scope = scope == kAnywhere || workload.ns == scope;
    if (in_scope && workload.labels->Satisfy(selector)) found.push_back(&workload);
  }
  return found;
}

}  // namespace meshctl::mesh
