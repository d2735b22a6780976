// SPDX-License-Identifier: Apache-2.0
// All that silences findings in one run: `-S`, annotations and comments; and which of it silenced nothing.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyze/findings.h"
#include "analyze/ignore_comments.h"
#include "analyze/rule.h"
#include "analyze/suppression.h"

namespace meshctl::analyze {

class Silencers {
 public:
  Silencers(std::span<const Cluster> clusters, std::span<const Suppression> suppressions);

  /// Whether the finding is silenced. Remembers everything that would have done it, the first and the others.
  bool Silences(const Finding& finding);

  /// Adds a finding for each suppression that silenced nothing. It is judged only when every rule that it
  /// names was asked: one that a run left out may be what it is for.
  void ReportUnused(std::span<const Rule* const> asked, Findings& findings) const;

 private:
  /// One word of an annotation or a comment.
  struct Word {
    SuppressedWord word;
    bool used = false;
  };
  struct Annotation {
    const model::Object* object = nullptr;
    std::vector<Word> words;
  };
  struct Comment {
    IgnoreComment comment;
    std::vector<Word> words;
  };

  static bool Mark(std::vector<Word>& words, const diag::Diagnostic& finding);
  void ReportComment(const Comment& comment, std::span<const Rule* const> asked, Findings& findings) const;

  std::span<const Suppression> suppressions_;
  std::vector<bool> used_suppressions_;
  std::vector<Annotation> annotations_;
  std::unordered_map<const model::Object*, std::size_t> annotation_of_;
  std::vector<Comment> comments_;
  std::unordered_map<const source::SourceFile*, std::vector<std::size_t>> comments_of_;
};

}  // namespace meshctl::analyze
