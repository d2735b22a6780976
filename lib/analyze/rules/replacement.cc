// SPDX-License-Identifier: Apache-2.0
// Names of Kubernetes objects and hosts need no quotes in YAML, but for those that begin with `*`; a fix
// keeps the quotes that were there.
#include "analyze/rules/replacement.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"

namespace meshctl::analyze {

std::string_view OnlyNearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view near = Nearest(word, candidates);
  if (near.empty()) return near;
  std::size_t distance = EditDistance(word, near, word.size());
  bool alone = std::ranges::none_of(candidates, [&](std::string_view other) {
    return other != near && EditDistance(word, other, distance) <= distance;
  });
  return alone ? near : std::string_view();
}

void ProposeReplacement(const model::Text& written, std::string_view intended, diag::Diagnostic& diagnostic) {
  if (intended.empty()) return;
  diagnostic.help = fmt::format("did you mean `{}`?", intended);
  std::string_view text = written.span.text();
  std::string_view quote;
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) {
    quote = text.substr(0, 1);
    text = text.substr(1, text.size() - 2);
  }
  if (text != *written) return;  // escapes, folded lines or aliases: not for a simple replacement
  if (quote.empty() && intended.starts_with('*')) quote = "\"";
  if (quote == "\"" && intended.find('\\') != intended.npos) quote = "'";  // where it begins no escape
  diagnostic.fixes.push_back({.title = fmt::format("replace `{}` by `{}`", *written, intended),
                              .edits = {{written.span, fmt::format("{}{}{}", quote, intended, quote)}},
                              .safety = diag::Safety::kUnsafe});
}

}  // namespace meshctl::analyze
