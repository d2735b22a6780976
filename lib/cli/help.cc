// SPDX-License-Identifier: Apache-2.0
// Help in the order in which people look: what it does, how to call it, examples, then every flag.
#include "cli/help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

namespace meshctl::cli {
namespace {

constexpr std::size_t kUsualWidth = 80;

struct Row {
  std::string left, right;
};

std::string FlagNames(const Flag& flag) {
  std::string out =
      flag.letter ? fmt::format("-{}, --{}", flag.letter, flag.name) : fmt::format("    --{}", flag.name);
  if (flag.value_name.empty()) return out;
  return out + (flag.bare_value.empty() ? " " + flag.value_name : "[=" + flag.value_name + "]");
}

std::vector<Row> FlagRows(const Command& command) {
  std::vector<Row> rows;
  for (const Flag& flag : command.flags) {
    if (!flag.hidden) rows.push_back({FlagNames(flag), flag.summary + FlagRemarks(flag)});
  }
  return rows;
}

void PutRows(std::string& out, std::string_view title, const std::vector<Row>& rows, std::size_t width) {
  if (rows.empty()) return;
  constexpr std::size_t kWidestLeft = 28;
  std::size_t left = 0;
  for (const Row& row : rows) {
    if (row.left.size() <= kWidestLeft) left = std::max(left, row.left.size());
  }
  fmt::format_to(std::back_inserter(out), "\n{}:\n", title);
  for (const Row& row : rows) {
    std::string text = Wrap(row.right, width - std::min(width, left + 5), left + 5);
    if (row.left.size() > left) {
      fmt::format_to(std::back_inserter(out), "  {}\n{}\n", row.left, text);
    } else {
      fmt::format_to(std::back_inserter(out), "  {:{}}   {}\n", row.left, left,
                     std::string_view(text).substr(left + 5));
    }
  }
}

bool IsEmptyDefault(const std::string& text) { return text.empty() || text == "0"; }

}  // namespace

std::string Wrap(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::string margin(indent, ' ');
  width = std::max<std::size_t>(width, 24);
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    // Lines that are indented already are tables or code: left alone.
    bool verbatim = line.starts_with("  ");
    do {
      std::size_t cut = line.size();
      if (!verbatim && line.size() > width) {
        cut = line.rfind(' ', width);
        if (cut == std::string_view::npos || cut == 0) cut = std::min(line.find(' '), line.size());
      }
      if (!out.empty()) out.push_back('\n');
      if (cut > 0) out.append(margin).append(line.substr(0, cut));
      line.remove_prefix(std::min(cut + 1, line.size()));
    } while (!line.empty());
  }
  return out;
}

std::string FlagRemarks(const Flag& flag) {
  std::vector<std::string> remarks;
  if (!flag.choices.empty()) remarks.push_back(fmt::format("one of: {}", fmt::join(flag.choices, ", ")));
  if (std::holds_alternative<std::vector<std::string>*>(flag.target)) remarks.push_back("can be repeated");
  std::string fallback;
  if (auto* text = std::get_if<std::string*>(&flag.target)) fallback = **text;
  if (auto* number = std::get_if<int*>(&flag.target)) fallback = fmt::format("{}", **number);
  if (auto* on = std::get_if<bool*>(&flag.target); on && **on) fallback = "true";
  if (!IsEmptyDefault(fallback)) remarks.push_back("default: " + fallback);
  return remarks.empty() ? "" : fmt::format(" ({})", fmt::join(remarks, "; "));
}

std::string Synopsis(const std::vector<const Command*>& path) {
  std::string out;
  for (const Command* command : path) out += (out.empty() ? "" : " ") + command->name;
  const Command& command = *path.back();
  if (!command.children.empty()) return out + " COMMAND";
  if (!command.flags.empty()) out += " [flags]";
  for (const Argument& argument : command.arguments) {
    bool many = std::holds_alternative<std::vector<std::string>*>(argument.target);
    std::string name = argument.name + (many ? "..." : "");
    std::string usual = argument.required ? name : "[" + name + "]";
    out += " " + (argument.usage.empty() ? usual : argument.usage);
  }
  return out;
}

std::string RenderHelp(const std::vector<const Command*>& path, std::size_t width) {
  if (width == 0) width = kUsualWidth;
  const Command& command = *path.back();
  std::string out = command.summary + "\n\nUsage:\n  " + Synopsis(path) + "\n";
  if (!command.details.empty()) out += "\n" + Wrap(command.details, width, 0) + "\n";
  if (!command.examples.empty()) out += "\nExamples:\n";
  for (const Example& example : command.examples) {
    fmt::format_to(std::back_inserter(out), "  # {}\n  {}\n", example.explanation, example.command);
  }
  std::vector<Row> children, arguments;
  for (const Command& child : command.children) {
    if (!child.hidden) children.push_back({child.name, child.summary});
  }
  for (const Argument& argument : command.arguments) {
    std::string choices =
        argument.choices.empty() ? "" : fmt::format(" (one of: {})", fmt::join(argument.choices, ", "));
    arguments.push_back({argument.name, argument.summary + choices});
  }
  PutRows(out, "Commands", children, width);
  PutRows(out, "Arguments", arguments, width);
  bool root = path.size() == 1;
  if (!root) PutRows(out, "Flags", FlagRows(command), width);
  std::vector<Row> everywhere = FlagRows(*path.front());
  everywhere.insert(everywhere.begin(), {"-h, --help", "Show this help"});
  PutRows(out, root ? "Flags" : "Global flags", everywhere, width);
  if (!command.children.empty())
    out += "\nSee `" + path.front()->name + " COMMAND --help` for one command.\n";
  return out;
}

}  // namespace meshctl::cli
