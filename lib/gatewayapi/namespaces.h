// SPDX-License-Identifier: Apache-2.0
// Namespaces by label: who may attach what to whom.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "gatewayapi/objects.h"
#include "model/manifests.h"

namespace meshctl::gatewayapi {

/// Every namespace there is: Namespace objects, and namespaces that objects are in, which have no labels of
/// their own that anybody could know. All of them carry `kubernetes.io/metadata.name`.
class Namespaces {
 public:
  explicit Namespaces(const model::Manifests& manifests);

  /// Whether a LabelSelector (`matchLabels`, `matchExpressions`) selects the namespace. A selector with an
  /// operator that does not exist selects nothing.
  bool Selects(const yaml::Node& selector, std::string_view ns) const;
  /// All that it selects, by alphabet.
  std::vector<std::string_view> Selected(const yaml::Node& selector) const;

 private:
  std::map<std::string_view, const model::Labels*> labels_;  // null: not known
};

}  // namespace meshctl::gatewayapi
