// SPDX-License-Identifier: Apache-2.0
// meshctl completion: the script for a shell, on standard output.
#include "cli/completion.h"

#include <memory>
#include <ostream>
#include <string>

#include "cli/env.h"
#include "cmd/commands.h"

namespace meshctl::cmd {

cli::Command CompletionCommand() {
  auto shell = std::make_shared<std::string>();
  return {
      .name = "completion",
      .summary = "Print the completion script for a shell",
      .details =
          "Types, names of objects and namespaces come from the cluster that the line means (after two "
          "seconds "
          "without an answer from nowhere), names of contexts from the kubeconfig. To load the script in "
          "every session, write it to\n\n"
          "  bash  ~/.local/share/bash-completion/completions/meshctl\n"
          "  zsh   a file `_meshctl` in a folder of $fpath\n"
          "  fish  ~/.config/fish/completions/meshctl.fish",
      .examples = {{"source <(meshctl completion bash)", "Load it into this bash"}},
      .arguments = {{.name = "SHELL",
                     .summary = "Shell to write for",
                     .target = shell.get(),
                     .required = true,
                     .choices = {cli::kShells.begin(), cli::kShells.end()}}},
      .run = [shell](cli::Env& env) -> Result<cli::ExitStatus> {
        std::string color;
        *env.out.stream << cli::RenderCompletion(MeshctlCommand(color), *shell);
        return cli::ExitStatus::kOk;
      },
  };
}

}  // namespace meshctl::cmd
