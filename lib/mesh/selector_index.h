// SPDX-License-Identifier: Apache-2.0
// Which selectors select a set of labels: the question that Workloads answers, turned around.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mesh/postings.h"
#include "model/labels.h"

namespace meshctl::mesh {

/// Selectors by scope (a namespace, or any text that callers agree on). A selector is filed under one of its
/// pairs, so that only selectors which share a pair with the labels are looked at.
class SelectorIndex {
 public:
  /// `selector` must outlive the index; numbers should ascend.
  void Add(std::string_view scope, const model::Labels& selector, std::uint32_t number);
  /// Comes after the last Add and before the first Selecting.
  void Freeze() { postings_.Freeze(); }

  /// The numbers of the selectors of `scope` that `labels` satisfy, ascending. Empty selectors select
  /// everything.
  std::vector<std::uint32_t> Selecting(std::string_view scope, const model::Labels& labels) const;

 private:
  struct Filed {
    std::string_view scope;
    const model::Labels* selector;
    std::uint32_t number;
  };
  std::vector<Filed> filed_;
  Postings postings_;
};

}  // namespace meshctl::mesh
