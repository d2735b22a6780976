// SPDX-License-Identifier: Apache-2.0
// Prints both objects as YAML with sorted keys and lets the lines be compared; the paths come from the
// comparison of the trees.
#include "diff/text.h"

#include <fmt/format.h>

#include "diff/line_labels.h"
#include "diff/unified.h"
#include "yaml/json.h"

namespace meshctl::diff {
namespace {

std::string Print(const Json& object) { return object.is_null() ? std::string() : yaml::PrintYaml(object); }

}  // namespace

std::string RenderText(const ObjectDifference& difference, const Names& names, const diag::Style& style) {
  if (difference.change == Change::kUnchanged) return "";
  const std::string before = Print(difference.before);
  const std::string after = Print(difference.after);
  UnifiedOptions options{.before_name = names.before, .after_name = names.after, .style = style};
  if (difference.change == Change::kChanged) {
    options.before_labels = LabelLines(before, difference.fields, Side::kBefore);
    options.after_labels = LabelLines(after, difference.fields, Side::kAfter);
  }
  return RenderUnified(before, after, options);
}

void Tally::Count(Change change) {
  switch (change) {
    case Change::kCreated:
      ++created;
      break;
    case Change::kChanged:
      ++changed;
      break;
    case Change::kRemoved:
      ++removed;
      break;
    case Change::kUnchanged:
      ++same;
      break;
  }
}

std::string Tally::ToString() const {
  std::string text;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
  };
  add(created, "created");
  add(changed, "changed");
  add(removed, "removed");
  add(same, "the same");
  return text.empty() ? "no objects" : text;
}

}  // namespace meshctl::diff
