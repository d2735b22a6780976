// SPDX-License-Identifier: Apache-2.0
// libyaml reports what its grammar expected; people need to know what they did. The table below pairs the
// two, and says which of libyaml's two marks is the place to look at.
#include "yaml/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"

namespace meshctl::yaml {
namespace {

constexpr std::array<FaultRow, 10> kFaults = {{
    {Fault::kSyntax, "YAML0001", "yaml-syntax",
     "The text is not YAML: a bracket or a quote is not closed, the indentation does not fit, or a character "
     "stands where the grammar does not allow it. Nothing of the document can be read."},
    {Fault::kDuplicateKey, "YAML0002", "duplicate-key",
     "A map has the same key twice. Readers disagree on which one counts, and kubectl refuses the document."},
    {Fault::kInvalidUtf8, "YAML0003", "invalid-utf8",
     "The text is not UTF-8. It is binary, or was saved in another encoding: save it as UTF-8."},
    {Fault::kUnknownAlias, "YAML0004", "unknown-alias",
     "An alias (`*name`) refers to an anchor (`&name`) that does not stand before it in the document, or "
     "that "
     "it is itself a part of. A text that begins with `*` needs quotes."},
    {Fault::kAliasBomb, "YAML0005", "alias-bomb",
     "Aliases of aliases would make the document many times larger than its text, so reading stops."},
    {Fault::kTooDeep, "YAML0006", "too-deep",
     "Maps and lists are nested so deeply that reading stops; no API has objects like that."},
    {Fault::kInvalidKey, "YAML0007", "invalid-key",
     "A key is null, a list or a map. Keys of Kubernetes objects are strings: quote it, or close the "
     "template "
     "braces that made a map of it."},
    {Fault::kInvalidMerge, "YAML0008", "invalid-merge",
     "The key `<<` merges maps into the one it stands in; its value is something else."},
    {Fault::kIgnoredDocument, "YAML0009", "ignored-document",
     "Text that the reader of Kubernetes would drop without a word. What stands there would never be "
     "applied."},
    {Fault::kInvalidValue, "YAML0010", "invalid-value",
     "A value does not fit its tag, or is a number that JSON does not have, such as `.nan`. Objects travel "
     "to "
     "the API server as JSON."},
}};

// Which place shows the fault best.
enum class Look { kProblem, kContext, kProblemOfContext };

struct Wording {
  std::string_view problem;  // libyaml's words
  std::string_view context;  // "" : any
  std::string_view message;
  std::string_view label;
  std::string_view help;
  Look look;
};

constexpr std::array kWordings = std::to_array<Wording>({
    {"found unexpected end of stream", "while scanning a quoted scalar", "quoted text is not closed",
     "opened here", "add the closing quote", Look::kContext},
    {"found unexpected document indicator", "while scanning a quoted scalar", "quoted text is not closed",
     "opened here", "add the closing quote", Look::kContext},
    {"did not find expected ',' or ']'", "", "list opened with `[` is not closed", "opened here",
     "add the closing `]`, and a comma between items", Look::kContext},
    {"did not find expected ',' or '}'", "", "map opened with `{` is not closed", "opened here",
     "add the closing `}`, and a comma between entries", Look::kContext},
    {"did not find expected key", "", "this line does not fit the map it stands in", "wrong indentation",
     "align the key with the keys around it", Look::kProblemOfContext},
    {"did not find expected '-' indicator", "", "this line does not fit the list it stands in",
     "expected `- ` here", "align the item with the items above, or indent it further",
     Look::kProblemOfContext},
    {"mapping values are not allowed in this context", "", "a `key: value` is not allowed here",
     "unexpected `:`", "check the indentation of this line; quote a value that contains `: `",
     Look::kProblem},
    {"block sequence entries are not allowed in this context", "", "a list item is not allowed here",
     "unexpected `-`", "begin the list on a line of its own", Look::kProblem},
    {"could not find expected ':'", "", "this line is neither a `key: value` nor a list item",
     "`:` is missing", "write `key: value`, or `- item` with a blank behind the dash", Look::kContext},
    {"found unknown escape character", "", "unknown escape in double quotes", "",
     "write `\\\\` for a backslash, or use single quotes", Look::kProblem},
    {"found invalid Unicode character escape code", "", "escape is not a Unicode character", "",
     "write the character itself; JSON's surrogate pairs are not YAML", Look::kProblem},
    {"did not find expected alphabetic or numeric character", "while scanning an alias",
     "`*` at the start of a value names an alias", "no name follows", "quote the value: `'*'`",
     Look::kContext},
    {"did not find expected alphabetic or numeric character", "while scanning an anchor",
     "`&` at the start of a value names an anchor", "no name follows", "quote the value", Look::kContext},
    {"did not find expected <document start>", "", "this line does not belong to the document above",
     "expected `---` before this", "separate documents by a line with `---`", Look::kProblem},
    {"did not find expected node content", "", "a value is missing here", "",
     "write the value, close the list or map, or quote the text", Look::kProblem},
    {"found a tab character that violates indentation", "", "a tab is not allowed as indentation", "tab",
     "indent with spaces", Look::kProblem},
    {"found a tab character where an indentation space is expected", "",
     "a tab is not allowed as indentation", "tab", "indent with spaces", Look::kProblem},
    {"did not find expected comment or line break", "while scanning a block scalar",
     "no text may stand behind `|` or `>`", "", "begin the text on the next line, indented", Look::kProblem},
    {"control characters are not allowed", "", "control character in the text", "", "remove it",
     Look::kProblem},
});

diag::Diagnostic CannotStart(const source::SourceFile& file, source::Span span) {
  std::string_view shown = span.text();
  if (shown == "\t") {
    return MakeFinding(Fault::kSyntax, "a tab is not allowed as indentation", {&file, span.begin, span.end},
                       "tab", "indent with spaces");
  }
  return MakeFinding(Fault::kSyntax, fmt::format("a value cannot begin with `{}`", utf8::Printable(shown)),
                     span, {}, "quote the value");
}

source::Span CharacterAt(const source::SourceFile& file, std::uint32_t at) {
  std::string_view text = file.text();
  // A fault at the very end points at the last character that people can see.
  if (at >= text.size()) {
    std::size_t last = text.find_last_not_of(" \t\r\n");
    at = static_cast<std::uint32_t>(last == std::string_view::npos ? 0 : last);
  }
  std::size_t end = at;
  if (end < text.size()) utf8::Next(text, end);
  return {&file, at, static_cast<std::uint32_t>(end)};
}

// The rest of a line from `at`, without trailing blanks: better to underline than one letter.
source::Span RestOfLine(const source::SourceFile& file, std::uint32_t at) {
  std::string_view text = file.text();
  source::Span one = CharacterAt(file, at);
  std::size_t end = std::min(text.find_first_of("\r\n", one.begin), text.size());
  while (end > one.end && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
  return {&file, one.begin, std::max(one.end, static_cast<std::uint32_t>(end))};
}

}  // namespace

std::span<const FaultRow> AllFaults() { return kFaults; }

diag::Diagnostic MakeFinding(Fault fault, std::string message, source::Span span, std::string label,
                             std::string help) {
  diag::Diagnostic d;
  const FaultRow& row = kFaults[static_cast<std::size_t>(fault) - 1];
  d.code = row.code;
  d.name = row.name;
  d.level = diag::Level::kError;
  d.message = std::move(message);
  d.primary = {span, std::move(label)};
  d.help = std::move(help);
  return d;
}

diag::Diagnostic SyntaxFinding(const source::SourceFile& file, std::string_view problem, std::uint32_t at,
                               std::string_view context, std::uint32_t context_at) {
  if (problem == "found character that cannot start any token")
    return CannotStart(file, CharacterAt(file, at));
  auto fits = [&](const Wording& w) {
    return w.problem == problem && (w.context.empty() || w.context == context);
  };
  const auto* wording = std::find_if(kWordings.begin(), kWordings.end(), fits);
  if (wording == kWordings.end()) {
    return MakeFinding(Fault::kSyntax, fmt::format("not YAML: {}", problem), CharacterAt(file, at),
                       std::string(context));
  }
  bool at_context = wording->look == Look::kContext && !context.empty();
  // A quote or bracket is one character; a line that does not fit is shown whole.
  bool one_character = problem.starts_with("found") || problem.starts_with("did not find expected ','") ||
                       wording->look == Look::kProblem;
  std::uint32_t place = at_context ? context_at : at;
  diag::Diagnostic d = MakeFinding(Fault::kSyntax, std::string(wording->message),
                                   one_character ? CharacterAt(file, place) : RestOfLine(file, place),
                                   std::string(wording->label), std::string(wording->help));
  if (wording->look == Look::kProblemOfContext && !context.empty()) {
    d.secondary.push_back({CharacterAt(file, context_at), "it begins here"});
  }
  return d;
}

}  // namespace meshctl::yaml
