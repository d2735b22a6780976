// SPDX-License-Identifier: Apache-2.0
// The rule documents inside the binary; the table is written at build time from testdata/rules.
#pragma once

#include <span>
#include <string_view>

namespace meshctl::analyze {

struct Document {
  std::string_view rule;  ///< rule name, the file's name without `.md`
  std::string_view text;  ///< the whole file
};

/// All documents, sorted by rule name.
std::span<const Document> Documents();

}  // namespace meshctl::analyze
