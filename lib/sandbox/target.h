// SPDX-License-Identifier: Apache-2.0
// What the path of a request names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/catalog.h"

namespace meshctl::sandbox {

/// A collection, an object or a subresource of one.
struct Target {
  const Resource* resource = nullptr;
  std::string name_space;   ///< empty: all namespaces, or a cluster-scoped resource
  std::string name;         ///< empty: the collection
  std::string subresource;  ///< `status`, `scale`; empty: the object itself
};

/// `/apis/apps/v1/namespaces/shop/deployments/cart/scale` taken apart; nothing when the path leads to no
/// resource.
std::optional<Target> ParseTarget(const Catalog& catalog, std::string_view path);

/// The segments of a path, without empty ones.
std::vector<std::string_view> Segments(std::string_view path);

}  // namespace meshctl::sandbox
