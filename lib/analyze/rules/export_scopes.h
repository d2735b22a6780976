// SPDX-License-Identifier: Apache-2.0
// Where Istio's analyzers see an object.
#pragma once

#include <string_view>
#include <vector>

#include "model/object.h"

namespace meshctl::analyze {

inline constexpr std::string_view kEverywhere = "*";

/// The namespaces that an `exportTo` names, each once and in the order written, `.` being `own`; only
/// kEverywhere when it is empty or says `*`. Defaults of the mesh do not count.
std::vector<std::string_view> ExportScopes(const std::vector<model::Text>& export_to, std::string_view own);

}  // namespace meshctl::analyze
