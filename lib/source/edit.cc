// SPDX-License-Identifier: Apache-2.0
// Sorted, non-overlapping replacement; everything outside the edits stays byte for byte.
#include "source/edit.h"

#include <algorithm>

namespace meshctl::source {

std::string ApplyEdits(const SourceFile& file, std::vector<Edit> edits) {
  std::erase_if(edits, [&](const Edit& edit) { return edit.span.file != &file; });
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  std::string out;
  std::uint32_t copied = 0;
  const Edit* made = nullptr;
  for (const Edit& edit : edits) {
    bool repeated = made && *made == edit;
    if (edit.span.begin < copied || repeated) continue;
    out.append(file.text().substr(copied, edit.span.begin - copied));
    out.append(edit.replacement);
    copied = edit.span.end;
    made = &edit;
  }
  out.append(file.text().substr(copied));
  return out;
}

}  // namespace meshctl::source
