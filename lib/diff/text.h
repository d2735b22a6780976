// SPDX-License-Identifier: Apache-2.0
// The difference of two objects as the text that people know from `diff -u`.
#pragma once

#include <string>

#include "diag/render.h"
#include "diff/objects.h"

namespace meshctl::diff {

/// What stands behind `--- ` and `+++ `.
struct Names {
  std::string before;
  std::string after;
};

/// A unified diff of both objects as YAML; behind each `@@` the paths of the fields that change there. Empty
/// when nothing differs. Other programs can read it as the output of `diff -u`.
std::string RenderText(const ObjectDifference& difference, const Names& names, const diag::Style& style);

/// `2 created, 1 changed, 4 the same`: how many of each there are, what there is none of left out; `no
/// objects` when there are none at all.
struct Tally {
  std::size_t created = 0;
  std::size_t changed = 0;
  std::size_t removed = 0;
  std::size_t same = 0;

  void Count(Change change);
  bool differs() const { return created + changed + removed > 0; }
  std::string ToString() const;
};

}  // namespace meshctl::diff
