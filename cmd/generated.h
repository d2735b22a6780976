// SPDX-License-Identifier: Apache-2.0
// Every file of the source tree that is written from the command tree.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace meshctl::cmd {

/// Path below the top of the source tree to content: completions, man pages, and `readme` with the table
/// between its two `<!-- commands -->` marks renewed.
std::map<std::string, std::string> GeneratedFiles(std::string_view readme);

}  // namespace meshctl::cmd
