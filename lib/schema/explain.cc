// SPDX-License-Identifier: Apache-2.0
// Facts of the tables as paragraphs under the headings that kubectl has made familiar. Nothing is said twice:
// what a section has nothing to say about is left out.
#include "schema/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "schema/facts.h"

namespace meshctl::schema {
namespace {

constexpr std::size_t kLongestDefault = 40;  // in a list of fields

/// Writes lines and wrapped paragraphs.
class Page {
 public:
  explicit Page(std::size_t width) : width_(width) {}

  void Line(std::string_view text) { fmt::format_to(std::back_inserter(out_), "{}\n", text); }

  /// Words from column `indent` on; a word that is longer than a line stands alone.
  void Paragraph(std::size_t indent, std::string_view text) {
    std::string line(indent, ' ');
    bool empty = true;
    while (!text.empty()) {
      const std::size_t blank = std::min(text.find(' '), text.size());
      const std::string_view word = text.substr(0, blank);
      text.remove_prefix(std::min(blank + 1, text.size()));
      if (!empty && width_ > 0 && utf8::DisplayWidth(line) + 1 + utf8::DisplayWidth(word) > width_) {
        Line(line);
        line.assign(indent, ' ');
        empty = true;
      }
      if (!empty) line += ' ';
      line += word;
      empty = false;
    }
    Line(line);
  }

  void Section(std::string_view title, const std::vector<std::string>& paragraphs) {
    if (paragraphs.empty()) return;
    Line("");
    Line(fmt::format("{}:", title));
    for (const std::string& paragraph : paragraphs) Paragraph(kIndent, paragraph);
  }

  static constexpr std::size_t kIndent = 4;

  std::string Take() && { return std::move(out_); }

 private:
  std::size_t width_;
  std::string out_;
};

std::string WithMarks(Field field, Type owner) {
  return fmt::format("{} <{}>{}{}{}", field.name(), field.Describe(),
                     IsRequired(owner, field) ? " -required-" : "", field.deprecated() ? " -deprecated-" : "",
                     field.experimental() ? " -experimental-" : "");
}

void PutHeader(const FieldPath& place, Page& page) {
  if (place.root_type()) {
    page.Line(fmt::format("TYPE:       {}", place.root.short_name()));
    return;
  }
  const Kind kind = place.kind;
  if (!kind.group().empty()) page.Line(fmt::format("GROUP:      {}", kind.group()));
  page.Line(fmt::format("KIND:       {}", kind.name()));
  std::vector<std::string_view> others;
  for (const Kind other : KindsNamed(kind.name())) {
    if (other.group() == kind.group() && other.served() && !(other == kind))
      others.push_back(other.version());
  }
  page.Line(fmt::format("VERSION:    {}{}{}", kind.version(), others.empty() ? "" : ", also served as ",
                        fmt::join(others, ", ")));
  for (const Kind other : SameNameElsewhere(kind)) {
    page.Line(fmt::format("SEE ALSO:   {} of {}, with `--api-version {}`", other.name(), other.group(),
                          other.api_version()));
  }
}

std::vector<std::string> DescriptionOf(const FieldPath& place) {
  std::vector<std::string> lines;
  if (!place.field.description().empty()) lines.emplace_back(place.field.description());
  const std::string_view text = place.type.description();
  if (!text.empty() && text != place.field.description()) {
    lines.push_back(place.field ? fmt::format("{}: {}", place.type.short_name(), text) : std::string(text));
  }
  return lines;
}

/// Values one a line, with marks.
std::vector<std::string> ChoicesOf(Constraint constraint) {
  std::vector<std::string> lines;
  const Names choices = constraint.choices();
  const std::size_t experimental = choices.size() - constraint.experimental_choices();
  const std::size_t deprecated = experimental - constraint.deprecated_choices();
  for (std::size_t at = 0; at < choices.size(); ++at) {
    lines.push_back(fmt::format("{}{}", choices[at],
                                at >= experimental ? " -experimental-"
                                : at >= deprecated ? " -deprecated-"
                                                   : ""));
  }
  return lines;
}

std::vector<std::string> DefaultsOf(Field field) {
  std::vector<std::string> lines;
  if (!field.default_json().empty()) lines.emplace_back(field.default_json());
  if (!field.server_default_json().empty()) lines.emplace_back(field.server_default_json());
  if (!field.server_default_rule().empty()) lines.emplace_back(field.server_default_rule());
  return lines;
}

void PutRules(Rules rules, std::string_view of, Page& page, bool& first) {
  for (const Rule rule : rules) {
    if (first) {
      page.Line("");
      page.Line("RULES:");
      first = false;
    }
    page.Line(fmt::format("    {}{}", of, rule.text()));
    if (rule.message().empty()) continue;
    page.Paragraph(
        2 * Page::kIndent,
        fmt::format("{}{}", rule.message().starts_with("must ") ? "" : "refused when it ", rule.message()));
  }
}

void PutAllRules(const FieldPath& place, Page& page) {
  bool first = true;
  if (place.field) {
    const std::string_view element = place.field.shape() == Shape::kSingle ? "" : "each: ";
    PutRules(place.field.rules(), "", page, first);
    PutRules(place.field.constraint().rules(), element, page, first);
  }
  PutRules(place.type.rules(), "", page, first);
}

std::vector<std::string> GroupsOf(Type type) {
  std::vector<std::string> lines;
  for (const OneOf group : type.one_of()) {
    if (group.fields().size() < 2) continue;
    lines.push_back(fmt::format("{}{}", fmt::join(group.fields(), ", "),
                                group.exactly_one() ? " (one must be set)" : ""));
  }
  return lines;
}

std::string_view DefaultOf(Field field) {
  return field.default_json().empty() ? field.server_default_json() : field.default_json();
}

void PutFields(Type type, Page& page) {
  for (const Field field : type.fields()) {
    if (!IsShown(field)) continue;
    const std::string_view value = DefaultOf(field);
    page.Line(fmt::format(
        "  {}{}", WithMarks(field, type),
        value.empty() || value.size() > kLongestDefault ? "" : fmt::format(" (default {})", value)));
    if (!field.description().empty()) page.Paragraph(6, field.description());
    if (const Names choices = field.constraint().choices(); !choices.empty())
      page.Paragraph(6, fmt::format("{} {}", field.constraint().closed() ? "One of" : "Such as",
                                    fmt::join(choices, ", ")));
  }
}

void PutTree(Type type, std::size_t indent, std::vector<Type>& above, Page& page) {
  above.push_back(type);
  for (const Field field : type.fields()) {
    if (!IsShown(field)) continue;
    const Type below = TypeBelow(field);
    const bool again = std::ranges::find(above, below) != above.end();
    page.Line(std::string(indent, ' ') + WithMarks(field, type) + (again ? " -recursive-" : ""));
    if (below && !again) PutTree(below, indent + 2, above, page);
  }
  above.pop_back();
}

}  // namespace

std::string Explain(const FieldPath& place, const ExplainOptions& options) {
  Page page(options.width);
  PutHeader(place, page);
  if (place.field) {
    page.Line("");
    page.Line("FIELD: " + WithMarks(place.field, place.owner));
  }
  page.Section("DESCRIPTION", DescriptionOf(place));
  if (place.field) {
    const Constraint constraint = place.field.constraint();
    page.Section(constraint.closed() ? "ENUM" : "KNOWN VALUES", ChoicesOf(constraint));
    page.Section("DEFAULT", DefaultsOf(place.field));
    page.Section("VALUE", LimitsOf(place.field));
    page.Section("NOTES", NotesOf(place.owner, place.field));
  }
  PutAllRules(place, page);
  page.Section("AT MOST ONE OF", GroupsOf(place.type));
  if (!place.type.fields().empty()) {
    page.Line("");
    page.Line("FIELDS:");
    std::vector<Type> above;
    if (options.recursive) {
      PutTree(place.type, 2, above, page);
    } else {
      PutFields(place.type, page);
    }
  }
  return std::move(page).Take();
}

}  // namespace meshctl::schema
