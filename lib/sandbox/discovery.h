// SPDX-License-Identifier: Apache-2.0
// How clients find out which resources there are.
#pragma once

#include <optional>
#include <string_view>

#include "sandbox/catalog.h"
#include "yaml/json.h"

namespace meshctl::sandbox {

/// Answers `/version`, `/api`, `/apis`, `/apis/GROUP`, `/api/v1` and `/apis/GROUP/VERSION`; nothing
/// for every other path. `accept` chooses aggregated discovery (`as=APIGroupDiscoveryList`) for
/// `/api` and `/apis`.
std::optional<Json> Discover(const Catalog& catalog, std::string_view path, std::string_view accept);

/// The content type of an answer of `Discover` to this path and `accept`.
std::string_view DiscoveryContentType(std::string_view path, std::string_view accept);

}  // namespace meshctl::sandbox
