// SPDX-License-Identifier: Apache-2.0
// Helm writes one comment in front of each document it renders. Kustomize writes an annotation when a
// kustomization has `buildMetadata: [originAnnotations]`; its value is YAML of three plain lines.
#include "analyze/rendered.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace meshctl::analyze {
namespace {

constexpr std::string_view kOrigin = "config.kubernetes.io/origin";
constexpr std::string_view kSource = "# Source: ";

/// The value of `key: value` on a line of its own.
std::string_view ValueOf(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(key) && line.substr(key.size()).starts_with(": "))
      return line.substr(key.size() + 2);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

std::string OriginOf(std::string_view annotation) {
  const std::string_view path = ValueOf(annotation, "path");
  const std::string_view repository = ValueOf(annotation, "repo");
  const std::string_view revision = ValueOf(annotation, "ref");
  if (path.empty() || repository.empty()) return std::string(path);
  return fmt::format("{}//{}{}{}", repository, path, revision.empty() ? "" : "?ref=", revision);
}

/// Helm's comments only: people write `# Source:` too, behind which they mean other things.
bool IsChartPath(std::string_view path) {
  return path.find("/templates/") != path.npos || path.find("/crds/") != path.npos;
}

/// The lines above the document are searched from below, up to its beginning.
std::string_view CommentAbove(std::string_view text, std::size_t at) {
  while (at > 0) {
    const std::size_t end = text.rfind('\n', at - 1);
    if (end == text.npos) break;
    const std::size_t before = end == 0 ? text.npos : text.rfind('\n', end - 1);
    const std::size_t begin = before == text.npos ? 0 : before + 1;
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(kSource)) return line.substr(kSource.size());
    if (!line.empty() && !line.starts_with('#')) break;
    at = begin;
  }
  return {};
}

}  // namespace

std::string RenderedFrom(const model::Object& object) {
  if (const yaml::Entry* origin = object.annotations.Find(kOrigin)) return OriginOf(origin->value.string());
  const std::string_view path = CommentAbove(object.file().text(), object.root->span().begin);
  return IsChartPath(path) ? std::string(path) : std::string();
}

}  // namespace meshctl::analyze
