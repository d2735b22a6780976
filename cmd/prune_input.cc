// SPDX-License-Identifier: Apache-2.0
// Without a memory of what was applied, pruning would be guessing by labels; so the flags come together.
#include "cmd/prune_input.h"

#include <utility>

namespace meshctl::cmd {

Result<void> PruneInput::Check() const {
  if (prune && applyset.empty()) {
    return std::unexpected(
        UsageError("`--prune` needs `--applyset`")
            .Hint("an applyset remembers what was applied with it, so nothing else is deleted: "
                  "`--prune --applyset=NAME`"));
  }
  if (!prune && !applyset.empty())
    return std::unexpected(UsageError("`--applyset` is for `--prune`").Hint("give both, or neither"));
  return {};
}

std::vector<cli::Flag> PruneFlags(PruneInput& input, std::string summary) {
  return {
      {.name = "prune", .summary = std::move(summary), .target = &input.prune},
      {.name = "applyset",
       .value_name = "[KIND/]NAME",
       .summary = "The object that remembers what belongs together: a Secret, or `configmap/NAME`",
       .target = &input.applyset},
  };
}

}  // namespace meshctl::cmd
