// SPDX-License-Identifier: Apache-2.0
// Paths as people write them. Only findings need one, so nothing here is fast.
#include "validate/place.h"

#include <fmt/core.h>

#include <algorithm>

namespace meshctl::validate {
namespace {

bool IsPlain(std::string_view key) {
  return !key.empty() &&
         std::ranges::none_of(key, [](char c) { return c == '.' || c == '/' || c == '[' || c == ' '; });
}

void AppendKey(std::string& path, std::string_view key) {
  if (!IsPlain(key)) {
    path += fmt::format("[\"{}\"]", key);
  } else {
    if (!path.empty()) path += '.';
    path += key;
  }
}

}  // namespace

std::string PathOf(const Place& place) {
  if (place.is_root()) return {};
  std::string path = PathOf(*place.parent);
  if (place.entry != nullptr) {
    AppendKey(path, place.entry->key);
  } else {
    path += fmt::format("[{}]", place.index);
  }
  return path;
}

std::string PathOf(const Place& place, std::string_view field) {
  std::string path = PathOf(place);
  AppendKey(path, field);
  return path;
}

source::Span Anchor(const Place& place, const yaml::Node& node) {
  if (place.entry != nullptr) return place.entry->key_span();
  if (place.is_root()) {
    if (const yaml::Entry* kind = node.Find("kind")) return kind->key_span();
  }
  return node.entries().empty() ? node.span() : node.entries().front().key_span();
}

}  // namespace meshctl::validate
