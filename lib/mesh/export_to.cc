// SPDX-License-Identifier: Apache-2.0
// Resolves exportTo once, so that asking is a search in a short sorted list.
#include "mesh/export_to.h"

#include <algorithm>
#include <cstddef>

namespace meshctl::mesh {

ExportTo::ExportTo(const std::vector<model::Text>& written, const std::vector<std::string>& defaults,
                   std::string_view own_namespace) {
  std::vector<std::string_view> names;
  names.reserve(written.size());
  for (const model::Text& name : written) names.push_back(*name);
  Resolve(std::move(names), defaults, own_namespace);
}

ExportTo::ExportTo(std::string_view list, const std::vector<std::string>& defaults,
                   std::string_view own_namespace) {
  std::vector<std::string_view> names;
  while (!list.empty()) {
    std::size_t comma = std::min(list.find(','), list.size());
    std::string_view name = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (!name.empty()) names.push_back(name);
  }
  Resolve(std::move(names), defaults, own_namespace);
}

void ExportTo::Resolve(std::vector<std::string_view> names, const std::vector<std::string>& defaults,
                       std::string_view own_namespace) {
  written_ = !names.empty();
  if (!written_) names.assign(defaults.begin(), defaults.end());
  public_ = std::ranges::find(names, "*") != names.end();
  if (public_ || std::ranges::find(names, "~") != names.end()) return;
  for (std::string_view name : names) namespaces_.emplace_back(name == "." ? own_namespace : name);
  std::ranges::sort(namespaces_);
  namespaces_.erase(std::ranges::unique(namespaces_).begin(), namespaces_.end());
}

bool ExportTo::Names(std::string_view ns) const { return std::ranges::binary_search(namespaces_, ns); }

}  // namespace meshctl::mesh
