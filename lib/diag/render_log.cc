// SPDX-License-Identifier: Apache-2.0
// istioctl's own form, for scripts that read it.
#include <fmt/format.h>

#include <iterator>

#include "base/utf8.h"
#include "diag/render.h"

namespace meshctl::diag {
namespace {

// istioctl colours the level and nothing else, and leaves Info plain.
std::string Colored(Level level, bool color) {
  if (!color || level == Level::kInfo) return std::string(UpstreamName(level));
  return fmt::format("{}{}\x1b[0m", level == Level::kError ? "\x1b[1;31m" : "\x1b[33m", UpstreamName(level));
}

std::string Origin(const Diagnostic& d) {
  std::string place;
  // An object of a cluster has no line but in our own print of it.
  if (d.primary.span && d.primary.span.file->origin() != source::Origin::kCluster) {
    place = fmt::format("{}:{}", d.primary.span.file->name(), d.primary.span.position().line);
  }
  if (d.resource.empty() && place.empty()) return {};
  return fmt::format("({}{}{}) ", d.resource, d.resource.empty() || place.empty() ? "" : " ", place);
}

}  // namespace

std::string RenderLog(const Report& report, const Style& style) {
  std::string out;
  for (const Diagnostic& d : report.findings()) {
    const std::string cluster = d.cluster.empty() ? "" : fmt::format("[cluster-{}] ", d.cluster);
    fmt::format_to(std::back_inserter(out), "{} [{}] {}{}{}\n", Colored(d.level, style.color), d.code,
                   utf8::Printable(cluster), utf8::Printable(Origin(d)), utf8::Printable(d.message));
  }
  return out;
}

}  // namespace meshctl::diag
