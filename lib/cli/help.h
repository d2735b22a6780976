// SPDX-License-Identifier: Apache-2.0
// The words of --help, and the pieces of text that man pages and completions share with it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace meshctl::cli {

/// The help of the last command of `path`, wrapped at `width` columns (0: 80).
std::string RenderHelp(const std::vector<const Command*>& path, std::size_t width);

/// `meshctl validate [flags] [PATH...]`
std::string Synopsis(const std::vector<const Command*>& path);

/// What follows a flag's summary: choices, default, whether it can be repeated; empty or begins with a blank.
std::string FlagRemarks(const Flag& flag);

/// Breaks a text into lines of at most `width` columns; paragraphs are separated by blank lines.
std::string Wrap(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace meshctl::cli
