// SPDX-License-Identifier: Apache-2.0
// Names of Kubernetes objects and hosts need no quotes in YAML, but for those that begin with `*`; a fix
// keeps the quotes that were there.
#include "analyze/rules/replacement.h"

#include <fmt/format.h>

namespace meshctl::analyze {

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
  diagnostic.fixes.push_back({.title = fmt::format("replace `{}` by `{}`", *written, intended),
                              .edits = {{written.span, fmt::format("{}{}{}", quote, intended, quote)}},
                              .safety = diag::Safety::kUnsafe});
}

}  // namespace meshctl::analyze
