// SPDX-License-Identifier: Apache-2.0
// Names objects and puts them in Istio's order.
#include "model/object.h"

#include <limits>
#include <tuple>

namespace meshctl::model {

std::string Object::resource() const {
  std::string text(*kind);
  text += ' ';
  if (!namespace_->empty()) text.append(*namespace_).append("/");
  text.append(*name);
  return text;
}

std::int64_t CreationOrder(const Object& object) {
  if (object.created) return *object.created;
  // Istio stamps its own objects "now" when a file gives no time, and leaves Kubernetes' ones at zero.
  return object.group.ends_with("istio.io") ? std::numeric_limits<std::int64_t>::max()
                                            : std::numeric_limits<std::int64_t>::min();
}

bool Older(const Object& a, const Object& b) {
  return std::tuple(CreationOrder(a), *a.name, *a.namespace_) <
         std::tuple(CreationOrder(b), *b.name, *b.namespace_);
}

}  // namespace meshctl::model
