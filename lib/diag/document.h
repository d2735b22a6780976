// SPDX-License-Identifier: Apache-2.0
// What stands about findings in Markdown files, compiled in by `meshctl_documents` (rooms.cmake).
#pragma once

#include <string_view>

namespace meshctl::diag {

struct Document {
  std::string_view name;  ///< the file's name without `.md`
  std::string_view text;  ///< the whole file
};

}  // namespace meshctl::diag
