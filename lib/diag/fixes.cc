// SPDX-License-Identifier: Apache-2.0
// Fixes compete for bytes: the first finding wins, and nothing is half fixed.
#include "diag/fixes.h"

#include <algorithm>
#include <utility>

#include "source/edit.h"

namespace meshctl::diag {
namespace {

/// Fixes can uncover other faults; two that undo each other would go on for ever.
constexpr int kMostRounds = 10;

using source::Edit;
using source::SourceFile;

/// Insertions at one place and neighbours do not collide, except with themselves.
bool Collide(const Edit& a, const Edit& b) {
  if (a.span.file != b.span.file) return false;
  if (a.span.begin == b.span.begin) return true;
  return a.span.begin < b.span.end && b.span.begin < a.span.end;
}

const Fix* FirstFix(const Diagnostic& finding, Safety least) {
  const auto at = std::ranges::find_if(finding.fixes, [&](const Fix& fix) { return fix.safety <= least; });
  return at == finding.fixes.end() ? nullptr : &*at;
}

bool CanBeWritten(const Edit& edit) {
  return edit.span && (edit.span.file->origin() == source::Origin::kFile ||
                       edit.span.file->origin() == source::Origin::kStdin);
}

/// Made by an earlier fix already, word for word.
bool IsRepeated(const Fix& fix, const std::vector<Edit>& taken) {
  return std::ranges::all_of(fix.edits,
                             [&](const Edit& edit) { return std::ranges::find(taken, edit) != taken.end(); });
}

}  // namespace

std::vector<FixedFile> ApplyFixes(const Report& report, Safety least) {
  std::vector<Edit> taken;
  std::vector<FixedFile> files;
  std::map<const SourceFile*, std::size_t> index;
  for (const Diagnostic& finding : report.findings()) {
    const Fix* fix = FirstFix(finding, least);
    if (fix == nullptr || fix->edits.empty() || !std::ranges::all_of(fix->edits, CanBeWritten)) continue;
    const bool collides = std::ranges::any_of(fix->edits, [&](const Edit& edit) {
      return std::ranges::any_of(taken, [&](const Edit& other) { return Collide(edit, other); });
    });
    if (collides || IsRepeated(*fix, taken)) continue;
    taken.insert(taken.end(), fix->edits.begin(), fix->edits.end());
    const SourceFile* file = fix->edits.front().span.file;
    const auto [at, added] = index.try_emplace(file, files.size());
    if (added) files.push_back({file, {}, 0});
    ++files[at->second].fixes;
  }
  for (FixedFile& file : files) file.text = source::ApplyEdits(*file.file, taken);
  return files;
}

std::vector<FixedText> FixInRounds(const std::function<Checked(const Texts& changed)>& check, Safety least) {
  std::map<std::string, FixedText> fixed;
  Texts texts;
  Checked found = check(texts);
  for (int round = 0; round < kMostRounds; ++round) {
    const std::vector<FixedFile> files = ApplyFixes(found.report, least);
    Texts next = texts;
    for (const FixedFile& file : files) next[file.file->name()] = file.text;
    if (next == texts) break;
    Checked left = check(next);
    if (left.faults > found.faults || left.report.Count(Level::kError) > found.report.Count(Level::kError))
      break;
    for (const FixedFile& file : files) {
      const SourceFile& source = *file.file;
      const auto [at, first] = fixed.try_emplace(source.name());
      if (first)
        at->second = {.name = source.name(), .origin = source.origin(), .before = std::string(source.text())};
      at->second.text = file.text;
      at->second.fixes += file.fixes;
    }
    texts = std::move(next);
    found = std::move(left);
  }
  std::vector<FixedText> answer;
  for (auto& [name, text] : fixed) answer.push_back(std::move(text));
  return answer;
}

}  // namespace meshctl::diag
