// SPDX-License-Identifier: Apache-2.0
// Man pages, written from the command tree.
#pragma once

#include <map>
#include <string>

#include "cli/command.h"

namespace meshctl::cli {

/// File name (`meshctl-validate.1`) to content, one page a command.
std::map<std::string, std::string> RenderManPages(const Command& root, std::string_view version);

/// The README's table of commands, in Markdown.
std::string RenderCommandTable(const Command& root);

}  // namespace meshctl::cli
