// SPDX-License-Identifier: Apache-2.0
// ReferenceGrants: who may refer into which other namespace.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "gatewayapi/objects.h"

namespace meshctl::gatewayapi {

class Grants {
 public:
  void Add(const model::Object& grant);

  /// Whether an object of this kind (of Gateway API's group) in namespace `from_ns` may refer to an object in
  /// another namespace.
  bool Allow(std::string_view from_kind, std::string_view from_ns, std::string_view to_group,
             std::string_view to_kind, std::string_view to_ns, std::string_view to_name) const;

 private:
  /// From kind and namespace, to group, kind and namespace.
  using Pair =
      std::tuple<std::string_view, std::string_view, std::string_view, std::string_view, std::string_view>;
  std::map<Pair, std::set<std::string_view>> names_;  // the empty name: any
};

}  // namespace meshctl::gatewayapi
