// SPDX-License-Identifier: Apache-2.0
// The grammar is the API server's, which the sandbox speaks.
#include "cmd/selection.h"

#include <fmt/format.h>

namespace meshctl::cmd {

cli::Flag SelectorFlag(std::string& selector) {
  return {.name = "selector",
          .letter = 'l',
          .value_name = "SELECTOR",
          .summary = "Only objects with these labels: `app=web,tier in (a,b),!legacy`",
          .target = &selector};
}

Result<sandbox::Selector> ReadSelector(const std::string& text) {
  auto selector = sandbox::Selector::OfLabels(text);
  if (selector) return *std::move(selector);
  return std::unexpected(UsageError(fmt::format("`--selector` cannot be read: {}", selector.error().message))
                             .Hint("write it as `app=web,tier in (a,b),!legacy`"));
}

}  // namespace meshctl::cmd
