// SPDX-License-Identifier: Apache-2.0
// Where one document ends and the next begins.
#pragma once

#include <string_view>
#include <vector>

namespace meshctl::yaml {

/// Cuts a text as kubectl's reader does, before any YAML is parsed: at lines that begin with `---` and hold
/// nothing else but blanks and a comment. The pieces keep their bytes; separators are in none of them. A
/// directive (`%YAML 1.1`) stays with the document it introduces.
std::vector<std::string_view> SplitDocuments(std::string_view text);

}  // namespace meshctl::yaml
