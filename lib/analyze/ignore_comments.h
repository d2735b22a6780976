// SPDX-License-Identifier: Apache-2.0
// `# meshctl: ignore CODE[, CODE] [reason]`: findings that are meant, said where they are.
#pragma once

#include <string_view>
#include <vector>

#include "model/manifests.h"
#include "model/object.h"
#include "source/source_file.h"

namespace meshctl::analyze {

/// A code or rule name, or `*`, and where it stands.
using SuppressedWord = source::Located<std::string_view>;

/// One comment.
struct IgnoreComment {
  source::Span span;  ///< from `#` to the end of the line
  std::vector<SuppressedWord> words;
  /// Findings that begin in here are silenced. On a line of its own a comment speaks of what begins in the
  /// next line: an object, or a field with all that is below it. Behind something it speaks of its line.
  /// `ignore-file` in the head of a file or document speaks of all of it. Points nowhere when nothing
  /// follows.
  source::Span scope;
  const model::Object* object = nullptr;  ///< the one that it speaks of, or null

  /// Whether a finding at this place is silenced.
  bool Covers(const source::Span& at) const;
};

/// The comments in the texts of `manifests`, in order; those inside of values (scripts, say) are none.
std::vector<IgnoreComment> FindIgnoreComments(const model::Manifests& manifests);

}  // namespace meshctl::analyze
