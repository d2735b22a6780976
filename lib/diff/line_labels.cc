// SPDX-License-Identifier: Apache-2.0
// The printed text is read again for the places of its values: printer and reader stay free of each other's
// knowledge, and only objects that differ pay for it.
#include "diff/line_labels.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "diag/report.h"
#include "source/source_file.h"
#include "yaml/parse.h"

namespace meshctl::diff {
namespace {

/// Lines [first, last], from 0.
struct Lines {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t size() const { return last - first; }
};

/// The lines from the key of the value, or from the item's beginning, to the value's end.
std::optional<Lines> LinesOf(const yaml::Node& root, const Steps& steps, const source::SourceFile& file) {
  const yaml::Node* at = &root;
  std::uint32_t begin = root.span().begin;
  for (const auto& step : steps) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      const yaml::Entry* entry = at->Find(*key);
      if (!entry) return std::nullopt;
      begin = entry->key_begin;
      at = &entry->value;
    } else {
      const auto items = at->items();
      if (std::get<std::size_t>(step) >= items.size()) return std::nullopt;
      at = &items[std::get<std::size_t>(step)];
      begin = at->span().begin;
    }
  }
  std::uint32_t end = std::max(at->span().end, begin + 1);
  // A block ends where the next token begins.
  while (end > begin + 1 && (file.text()[end - 1] == '\n' || file.text()[end - 1] == ' ')) --end;
  return Lines{file.position(begin).line - 1, file.position(end - 1).line - 1};
}

}  // namespace

std::vector<std::string> LabelLines(const std::string& text, const std::vector<FieldChange>& changes,
                                    Side side) {
  const source::SourceFile file("", text, source::Origin::kGenerated);
  std::vector<std::string> labels(file.line_count() + 1);
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {.max_depth = 1000}, faults);
  if (stream.documents.empty()) return labels;

  struct Labelled {
    Lines lines;
    std::string label;
  };
  std::vector<Labelled> found;
  for (const FieldChange& change : changes) {
    const bool there =
        change.kind != (side == Side::kBefore ? FieldChange::Kind::kAdded : FieldChange::Kind::kRemoved);
    if (!there) continue;
    const Steps& steps = side == Side::kBefore ? change.before_at : change.after_at;
    if (const auto lines = LinesOf(stream.documents.front(), steps, file))
      found.push_back({*lines, PathText(change.path)});
  }
  // Larger ones first, so that what is inside them is written over them.
  std::ranges::stable_sort(found, std::greater<>(), [](const Labelled& one) { return one.lines.size(); });
  for (const Labelled& one : found) {
    for (std::size_t line = one.lines.first; line <= one.lines.last && line < labels.size(); ++line)
      labels[line] = one.label;
  }
  return labels;
}

}  // namespace meshctl::diff
