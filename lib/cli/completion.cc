// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

namespace meshctl::cli {

std::string RenderCompletion(const Command& root, std::string_view shell) {
  if (shell == "zsh") return RenderZshCompletion(root);
  if (shell == "fish") return RenderFishCompletion(root);
  return RenderBashCompletion(root);
}

}  // namespace meshctl::cli
