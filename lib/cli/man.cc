// SPDX-License-Identifier: Apache-2.0
// roff with the man macros: NAME, SYNOPSIS, DESCRIPTION, OPTIONS, EXIT STATUS, EXAMPLES, SEE ALSO.
#include "cli/man.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/help.h"
#include "cli/walk.h"

namespace meshctl::cli {
namespace {

// Text that roff shows as it is: no escapes, no requests at line starts, hyphens that can be copied.
std::string Escaped(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

class Page {
 public:
  template <typename... Args>
  void Put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void Paragraphs(std::string_view text) {
    bool verbatim = false;
    while (!text.empty()) {
      std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      bool indented = line.starts_with("  ");
      if (indented != verbatim) Put("{}", indented ? ".PP\n.nf\n" : ".fi\n");
      verbatim = indented;
      if (line.empty()) {
        Put(".PP\n");
      } else {
        Put("{}\n", Escaped(line));
      }
    }
    if (verbatim) Put(".fi\n");
  }

  void Flags(std::string_view title, const std::vector<Flag>& flags) {
    bool any = std::any_of(flags.begin(), flags.end(), [](const Flag& flag) { return !flag.hidden; });
    if (!any) return;
    Put(".SH {}\n", title);
    for (const Flag& flag : flags) {
      if (flag.hidden) continue;
      std::string value = flag.value_name.empty()   ? ""
                          : flag.bare_value.empty() ? " \\fI" + Escaped(flag.value_name) + "\\fR"
                                                    : "[=\\fI" + Escaped(flag.value_name) + "\\fR]";
      std::string letter = flag.letter ? fmt::format("\\fB\\-{}\\fR, ", flag.letter) : "";
      Put(".TP\n{}\\fB\\-\\-{}\\fR{}\n{}\n", letter, Escaped(flag.name), value,
          Escaped(flag.summary + FlagRemarks(flag) + "."));
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

std::string RenderPage(const Command& root, const std::vector<const Command*>& path,
                       std::string_view version) {
  const Command& command = *path.back();
  std::string name = JoinPath(path, "-");
  std::string upper = name;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  Page page;
  page.Put(".TH {} 1 \"\" \"meshctl {}\" \"meshctl manual\"\n", Escaped(upper), version);
  page.Put(".SH NAME\n{} \\- {}\n", Escaped(name), Escaped(command.summary));
  page.Put(".SH SYNOPSIS\n\\fB{}\\fR\n", Escaped(Synopsis(path)));
  if (!command.details.empty()) {
    page.Put(".SH DESCRIPTION\n");
    page.Paragraphs(command.details);
  }
  if (!command.children.empty()) page.Put(".SH COMMANDS\n");
  for (const Command& child : command.children) {
    if (!child.hidden)
      page.Put(".TP\n\\fB{}\\fR(1)\n{}.\n", Escaped(name + "-" + child.name), Escaped(child.summary));
  }
  if (!command.arguments.empty()) page.Put(".SH ARGUMENTS\n");
  for (const Argument& argument : command.arguments) {
    page.Put(".TP\n\\fI{}\\fR\n{}.\n", Escaped(argument.name), Escaped(argument.summary));
  }
  if (path.size() > 1) page.Flags("OPTIONS", command.flags);
  page.Flags(path.size() > 1 ? "GLOBAL OPTIONS" : "OPTIONS", root.flags);
  page.Put(".SH EXIT STATUS\n");
  for (const ExitStatusRow& row : kExitStatuses) {
    page.Put(".TP\n\\fB{}\\fR\n{}.\n", static_cast<int>(row.status), Escaped(row.meaning));
  }
  if (!command.examples.empty()) page.Put(".SH EXAMPLES\n");
  for (const Example& example : command.examples) {
    page.Put(".TP\n{}:\n.nf\n{}\n.fi\n", Escaped(example.explanation), Escaped(example.command));
  }
  if (path.size() > 1) {
    std::vector<const Command*> parent(path.begin(), path.end() - 1);
    page.Put(".SH SEE ALSO\n\\fB{}\\fR(1)\n", Escaped(JoinPath(parent, "-")));
  }
  return page.Take();
}

}  // namespace

std::map<std::string, std::string> RenderManPages(const Command& root, std::string_view version) {
  std::map<std::string, std::string> pages;
  WalkCommands(root, [&](const std::vector<const Command*>& path) {
    pages[JoinPath(path, "-") + ".1"] = RenderPage(root, path, version);
  });
  return pages;
}

std::string RenderCommandTable(const Command& root) {
  std::string out = "| command | what it does |\n|---|---|\n";
  for (const Command& child : root.children) {
    if (!child.hidden) out += fmt::format("| `meshctl {}` | {} |\n", child.name, child.summary);
  }
  return out;
}

}  // namespace meshctl::cli
