// SPDX-License-Identifier: Apache-2.0
// MESH0116. Paths begin with a slash, and Envoy compares all of them: `api` is the beginning of none, and
// `\.js$` matches none. The one other path, `*` of an OPTIONS request, is allowed for.
#include <fmt/format.h>

#include <optional>
#include <string>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/traffic/rules.h"
#include "mesh/mesh.h"
#include "route/pattern.h"

namespace meshctl::analyze {
namespace {

// Whether all texts between the bounds begin with something else than a slash.
bool MissesSlash(const route::TextRange& range) {
  return (!range.min.empty() && range.min.front() > '/') || range.max < "/";
}

void CheckUri(const model::VirtualService& vs, const model::StringMatch& uri, Findings& findings) {
  const std::string_view text = *uri.value;
  if (text.empty() || text.starts_with('/') || text == "*") return;
  switch (uri.kind) {
    case model::StringMatch::Kind::kExact:
    case model::StringMatch::Kind::kPrefix: {
      diag::Diagnostic& d =
          findings.Add(*vs.object, uri.value.span, fmt::format("no path can match `{}`", text));
      d.primary.text = "does not begin with `/`, as every path does";
      ProposeReplacement(uri.value, fmt::format("/{}", text), d);
      return;
    }
    case model::StringMatch::Kind::kRegex: {
      std::optional<route::TextRange> range = route::RangeOf(std::string(text), 8);
      if (!range || !MissesSlash(*range)) return;
      diag::Diagnostic& d =
          findings.Add(*vs.object, uri.value.span, fmt::format("no path can match regex `{}`", text));
      d.primary.text = "has to match from the first `/` to the end";
      d.help = text.ends_with('$') ? "write `.*` before it" : "begin with `/`, or with `.*`";
      return;
    }
    case model::StringMatch::Kind::kPresent:
      break;
  }
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::HttpRoute& route : vs.http) {
      for (const model::HttpMatch& match : route.match) {
        if (match.uri) CheckUri(vs, *match.uri, findings);
      }
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kUnmatchablePath = {
    .name = "unmatchable-path",
    .code = "MESH0116",
    .level = diag::Level::kWarning,
    .summary = "a condition on the path that no path can meet",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
