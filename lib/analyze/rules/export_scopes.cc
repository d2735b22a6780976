// SPDX-License-Identifier: Apache-2.0
#include "analyze/rules/export_scopes.h"

#include <algorithm>

namespace meshctl::analyze {

std::vector<std::string_view> ExportScopes(const std::vector<model::Text>& export_to, std::string_view own) {
  std::vector<std::string_view> scopes;
  for (const model::Text& written : export_to) {
    if (*written == kEverywhere) return {kEverywhere};
    const std::string_view scope = *written == "." ? own : *written;
    if (std::ranges::find(scopes, scope) == scopes.end()) scopes.push_back(scope);
  }
  if (scopes.empty()) scopes.push_back(kEverywhere);
  return scopes;
}

}  // namespace meshctl::analyze
