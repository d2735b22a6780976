// SPDX-License-Identifier: Apache-2.0
// MESH0107. Envoy matches the whole text, as if `^` and `$` stood around every expression; grep and most
// proxies look for it anywhere. Only what cannot have been meant otherwise is reported: an expression without
// operators that says by `^` or a final slash that more is to follow, and a single word looked for in a
// header that holds many.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/traffic/rules.h"
#include "base/ascii.h"
#include "mesh/mesh.h"
#include "route/pattern.h"

namespace meshctl::analyze {
namespace {

// Headers whose values are lists or sentences.
constexpr std::array<std::string_view, 5> kLongHeaders = {"accept", "accept-language", "cookie", "referer",
                                                          "user-agent"};

bool IsLong(std::string_view header) {
  return std::ranges::any_of(kLongHeaders,
                             [&](std::string_view name) { return EqualIgnoringCase(name, header); });
}

bool IsPlainText(std::string_view regex) {
  std::optional<route::Pattern> plain = route::PlainForm(regex);
  return plain && plain->kind == route::Pattern::Kind::kExact;
}

void CheckPath(const model::VirtualService& vs, const model::StringMatch& uri, Findings& findings) {
  const std::string_view regex = *uri.value;
  const bool goes_on = regex.starts_with('^') || (regex.size() > 1 && regex.ends_with('/'));
  if (uri.kind != model::StringMatch::Kind::kRegex || !goes_on || regex.ends_with('$') || !IsPlainText(regex))
    return;
  diag::Diagnostic& d =
      findings.Add(*vs.object, uri.value.span, fmt::format("regex `{}` matches one path only", regex));
  d.primary.text = fmt::format("matches `{}` and nothing below it", route::PlainForm(regex)->text);
  d.notes.emplace_back("a regex has to match the whole path");
  ProposeReplacement(uri.value, std::string(regex) + ".*", d);
}

void CheckHeader(const model::VirtualService& vs, const model::NamedMatch& header, Findings& findings) {
  const std::string_view regex = *header.match.value;
  if (header.match.kind != model::StringMatch::Kind::kRegex || !IsLong(*header.name)) return;
  if (regex.empty() || regex.starts_with('^') || regex.ends_with('$') || !IsPlainText(regex)) return;
  diag::Diagnostic& d = findings.Add(
      *vs.object, header.match.value.span,
      fmt::format("regex `{}` is only met by a `{}` header without anything else", regex, *header.name));
  d.primary.text = "has to be all of the header";
  ProposeReplacement(header.match.value, fmt::format(".*{}.*", regex), d);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::HttpRoute& route : vs.http) {
      for (const model::HttpMatch& match : route.match) {
        if (match.uri) CheckPath(vs, *match.uri, findings);
        for (const auto* headers : {&match.headers, &match.without_headers}) {
          for (const model::NamedMatch& header : *headers) CheckHeader(vs, header, findings);
        }
      }
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kUnanchoredRegex = {
    .name = "unanchored-regex",
    .code = "MESH0107",
    .level = diag::Level::kWarning,
    .summary = "a regular expression that must match all of a text and spells out a part of it",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
