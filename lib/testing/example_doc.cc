// SPDX-License-Identifier: Apache-2.0
// Splits a document into paragraphs and fences, dropping results, and puts it together again with new ones.
#include "testing/example_doc.h"

#include <algorithm>

namespace meshctl::testing {
namespace {

constexpr std::string_view kFixWords = "With the fix:";

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string Fence(std::string_view info, std::string_view text) {
  return "```" + std::string(info) + "\n" + std::string(text) + "```\n";
}

}  // namespace

ExampleDoc::ExampleDoc(std::string_view text) {
  bool flagged = false;
  while (!text.empty()) {
    std::string_view line = TakeLine(text);
    if (line.empty()) continue;
    Block block{.text = std::string(line)};
    if (line.starts_with("```")) {
      block = {.info = std::string(line.substr(3)), .text = "", .fence = true, .flagged = flagged};
      for (line = TakeLine(text); line != "```"; line = TakeLine(text)) {
        block.text += std::string(line) + "\n";
        if (text.empty()) break;
      }
    } else {
      if (line.starts_with("## ")) flagged = line == "## Flagged";
      while (!text.empty() && !text.starts_with("\n") && !text.starts_with("```")) {
        block.text += "\n" + std::string(TakeLine(text));
      }
    }
    const bool result =
        block.fence ? block.info == "text" || block.info == "yaml fixed" : block.text == kFixWords;
    if (!result) blocks_.push_back(std::move(block));
  }
}

std::vector<ExampleDoc::Example> ExampleDoc::examples() const {
  std::vector<Example> examples;
  for (const Block& block : blocks_) {
    if (block.info == "yaml") examples.push_back({block.flagged, block.text});
  }
  return examples;
}

std::string ExampleDoc::WithResults(const std::function<Results(const Example&)>& run) const {
  std::string out;
  for (const Block& block : blocks_) {
    if (!out.empty()) out += "\n";
    out += block.fence ? Fence(block.info, block.text) : block.text + "\n";
    if (block.info != "yaml" || !block.flagged) continue;
    const Results results = run({true, block.text});
    out += "\n" + Fence("text", results.findings);
    if (!results.fixed.empty())
      out += "\n" + std::string(kFixWords) + "\n\n" + Fence("yaml fixed", results.fixed);
  }
  return out;
}

std::string_view ExampleDoc::title() const {
  return blocks_.empty() ? std::string_view() : std::string_view(blocks_.front().text);
}

}  // namespace meshctl::testing
