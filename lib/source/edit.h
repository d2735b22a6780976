// SPDX-License-Identifier: Apache-2.0
// Changes to a text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/source_file.h"

namespace meshctl::source {

/// Replaces the bytes of `span` by `replacement`; an empty span inserts.
struct Edit {
  Span span;
  std::string replacement;
  friend bool operator==(const Edit&, const Edit&) = default;
};

/// The text of `file` after the edits that lie in it, in order of place. Of two edits that overlap, the
/// one that begins first is made and the other is left out.
std::string ApplyEdits(const SourceFile& file, std::vector<Edit> edits);

}  // namespace meshctl::source
