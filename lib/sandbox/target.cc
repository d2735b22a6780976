// SPDX-License-Identifier: Apache-2.0
// Paths of the Kubernetes API: /api/v1/… for the core group, /apis/GROUP/VERSION/… for the others.
#include "sandbox/target.h"

#include <span>

namespace meshctl::sandbox {

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (slash != 0) segments.push_back(path.substr(0, slash));
    path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
  }
  return segments;
}

std::optional<Target> ParseTarget(const Catalog& catalog, std::string_view path) {
  const std::vector<std::string_view> segments = Segments(path);
  std::span<const std::string_view> rest(segments);
  std::string_view group;
  if (rest.empty()) return {};
  if (rest[0] == "apis" && rest.size() > 3) {
    group = rest[1];
    rest = rest.subspan(2);
  } else if (rest[0] == "api" && rest.size() > 2) {
    rest = rest.subspan(1);
  } else {
    return {};
  }
  const std::string_view version = rest[0];
  rest = rest.subspan(1);

  Target target;
  const bool of_namespace_itself = rest.size() == 3 && (rest[2] == "status" || rest[2] == "finalize");
  if (rest[0] == "namespaces" && rest.size() > 2 && !of_namespace_itself) {
    target.name_space = rest[1];
    rest = rest.subspan(2);
  }
  if (rest.size() > 3) return {};
  target.resource = catalog.Find(group, version, rest[0]);
  if (rest.size() > 1) target.name = rest[1];
  if (rest.size() > 2) target.subresource = rest[2];
  if (!target.resource) return {};
  const bool in_namespace = !target.name_space.empty();
  const bool fits = target.resource->namespaced ? in_namespace || target.name.empty() : !in_namespace;
  return fits ? std::optional(std::move(target)) : std::nullopt;
}

}  // namespace meshctl::sandbox
