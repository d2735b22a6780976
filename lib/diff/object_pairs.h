// SPDX-License-Identifier: Apache-2.0
// Which object of one set became which of another.
#pragma once

#include <vector>

#include "model/manifests.h"

namespace meshctl::diff {

/// An object of both sets, or of one of them.
struct ObjectPair {
  const model::Object* before = nullptr;
  const model::Object* after = nullptr;
};

/// Pairs objects of one group, kind, namespace and name, in whatever versions they are written; objects
/// without a name are paired in their order. First the objects of `after` in their order, then those that are
/// only in `before` in theirs. Of several objects with one identity the last one counts.
std::vector<ObjectPair> PairObjects(const model::Manifests& before, const model::Manifests& after);

}  // namespace meshctl::diff
