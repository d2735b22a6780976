// SPDX-License-Identifier: Apache-2.0
// Shell completions, written from the command tree. The scripts hold everything but `candidates`, for which
// they run `meshctl __complete` with the words of the line up to the cursor.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace meshctl::cli {

inline constexpr std::array<std::string_view, 3> kShells = {"bash", "zsh", "fish"};

/// The script for one of kShells.
std::string RenderCompletion(const Command& root, std::string_view shell);

std::string RenderBashCompletion(const Command& root);
std::string RenderZshCompletion(const Command& root);
std::string RenderFishCompletion(const Command& root);

}  // namespace meshctl::cli
