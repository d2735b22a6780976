// SPDX-License-Identifier: Apache-2.0
// MESH0106. Envoy hands `uriRegexRewrite` to RE2, whose replacements write `\1`; other engines write `$1`,
// which RE2 takes as it stands. For a group that the expression lacks RE2 replaces nothing at all.
#include <fmt/format.h>
#include <re2/re2.h>

#include <cctype>
#include <optional>
#include <string>

#include "analyze/findings.h"
#include "analyze/kinds.h"
#include "analyze/rules/replacement.h"
#include "analyze/rules/traffic/rules.h"
#include "mesh/mesh.h"

namespace meshctl::analyze {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The replacement with `\1` for every `$1` and `${1}`, if there is one.
std::optional<std::string> WithBackslashes(std::string_view rewrite) {
  std::string text;
  bool changed = false;
  for (std::size_t i = 0; i < rewrite.size(); ++i) {
    const std::string_view rest = rewrite.substr(i);
    if (rest.size() >= 4 && rest.starts_with("${") && IsDigit(rest[2]) && rest[3] == '}') {
      text += {'\\', rest[2]};
      i += 3;
    } else if (rest.size() >= 2 && rest[0] == '$' && IsDigit(rest[1])) {
      text += {'\\', rest[1]};
      ++i;
    } else {
      text += rewrite[i];
      continue;
    }
    changed = true;
  }
  return changed ? std::optional(text) : std::nullopt;
}

void CheckRewrite(const model::VirtualService& vs, const model::RegexRewrite& rewrite, Findings& findings) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 regex(re2::StringPiece(rewrite.match->data(), rewrite.match->size()), options);
  if (!regex.ok()) return;  // validation reports it
  const int groups = regex.NumberOfCapturingGroups();
  const int used = re2::RE2::MaxSubmatch(re2::StringPiece(rewrite.rewrite->data(), rewrite.rewrite->size()));
  if (used > groups) {
    diag::Diagnostic& d = findings.Add(
        *vs.object, rewrite.rewrite.span,
        fmt::format("`uriRegexRewrite` uses group `\\{}` of an expression with {} {}", used,
                    groups == 0 ? "no" : std::to_string(groups), groups == 1 ? "group" : "groups"));
    d.primary.text = "the path is never rewritten";
    d.secondary.push_back({rewrite.match.span, "groups are the parts in parentheses"});
    d.help = "put the part of the expression that is meant in parentheses";
    return;
  }
  std::optional<std::string> meant = WithBackslashes(*rewrite.rewrite);
  if (groups == 0 || !meant) return;
  diag::Diagnostic& d =
      findings.Add(*vs.object, rewrite.rewrite.span, "`$` refers to no group in `uriRegexRewrite`");
  d.primary.text = "is put into the path as it stands";
  ProposeReplacement(rewrite.rewrite, *meant, d);
}

void Check(const mesh::Mesh& mesh, Findings& findings) {
  for (const model::VirtualService& vs : mesh.virtual_services()) {
    for (const model::HttpRoute& route : vs.http) {
      if (route.rewrite && route.rewrite->uri_regex) CheckRewrite(vs, *route.rewrite->uri_regex, findings);
    }
  }
}

constexpr Kind kReads[] = {kind::kVirtualService};

}  // namespace

constinit const Rule kUnknownCaptureGroup = {
    .name = "unknown-capture-group",
    .code = "MESH0106",
    .level = diag::Level::kWarning,
    .summary = "a rewrite refers to a group that its regular expression does not have",
    .reads = kReads,
    .check = Check,
};

}  // namespace meshctl::analyze
