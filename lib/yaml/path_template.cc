// SPDX-License-Identifier: Apache-2.0
// Parses what k8s.io/client-go/util/jsonpath/parser.go parses. `$` and `@` stand for the value at hand and
// are passed over; blanks between steps too. Where kubectl goes on in spite of a missing `{end}`, this does
// not.
#include "yaml/path_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace meshctl::yaml {
namespace {

constexpr int kMaxNesting = 64;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool EndsPath(char c) { return std::string_view(")!<>=").find(c) != std::string_view::npos; }
bool EndsName(char c) { return IsBlank(c) || std::string_view(".,[]$@{}").find(c) != std::string_view::npos; }

/// What `{...}` begins with.
enum class Action : std::uint8_t { kPath, kRange, kEnd };

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<PathTemplate> Parse() {
    PathTemplate content;
    bool ended = false;
    auto parts = Parts(0, ended);
    if (!parts) return std::unexpected(std::move(parts).error());
    if (ended) return Fault("`{end}` has no `{range}`");
    content.parts = *std::move(parts);
    return content;
  }

 private:
  std::unexpected<Error> Fault(const std::string& what) const {
    return std::unexpected(
        UsageError(fmt::format("the JSONPath `{}` cannot be read: {} at column {}", text_, what, at_ + 1)));
  }

  bool More() const { return at_ < text_.size(); }
  char Here() const { return text_[at_]; }
  void SkipBlanks() {
    while (More() && IsBlank(Here())) ++at_;
  }
  bool Take(std::string_view token) {
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  /// Up to the end of the text or to an `{end}`, which is taken.
  Result<std::vector<PathPart>> Parts(int depth, bool& ended) {
    if (depth > kMaxNesting) return Fault("ranges are nested too deeply");
    std::vector<PathPart> parts;
    while (More()) {
      const std::size_t brace = std::min(text_.find('{', at_), text_.size());
      if (brace > at_) {
        parts.push_back({.kind = PathPart::Kind::kText, .text = std::string(text_.substr(at_, brace - at_))});
        at_ = brace;
        continue;
      }
      ++at_;
      const Action action = TakeAction();
      auto path = Path(depth, "}");
      if (!path) return std::unexpected(std::move(path).error());
      if (!Take("}")) return Fault("`}` is missing");
      if (action == Action::kEnd) {
        ended = true;
        return parts;
      }
      PathPart part{.kind = PathPart::Kind::kPath, .path = *std::move(path)};
      if (action == Action::kRange) {
        bool closed = false;
        auto body = Parts(depth + 1, closed);
        if (!body) return std::unexpected(std::move(body).error());
        if (!closed) return Fault("`{range}` has no `{end}`");
        part.kind = PathPart::Kind::kRange;
        part.body = *std::move(body);
      }
      parts.push_back(std::move(part));
    }
    return parts;
  }

  Action TakeAction() {
    SkipBlanks();
    const std::size_t begin = at_;
    std::size_t end = at_;
    while (end < text_.size() && IsLetter(text_[end])) ++end;
    const std::string_view word = text_.substr(begin, end - begin);
    if (word != "range" && word != "end") return Action::kPath;
    at_ = end;
    return word == "range" ? Action::kRange : Action::kEnd;
  }

  /// Steps up to a character of `closers`, which stays, or to the end.
  Result<PathStep::Path> Path(int depth, std::string_view closers) {
    if (depth > kMaxNesting) return Fault("it is nested too deeply");
    PathStep::Path path;
    while (true) {
      SkipBlanks();
      if (!More() || closers.find(Here()) != closers.npos) return path;
      auto step = Step(depth);
      if (!step) return std::unexpected(std::move(step).error());
      if (*step) path.push_back(**std::move(step));
    }
  }

  /// One step, or nothing for what only stands for the value at hand.
  Result<std::optional<PathStep>> Step(int depth) {
    const char c = Here();
    if (c == '$' || c == '@') {
      ++at_;
      return std::nullopt;
    }
    if (Take("..")) {
      // `..name` is a field below any; `..[` and `..*` go on with what follows.
      if (More() && !EndsName(Here()) && Here() != '*') --at_;
      return PathStep{.kind = PathStep::Kind::kRecursive};
    }
    if (c == '.') {
      ++at_;
      return Name();
    }
    if (c == '[') return Brackets(depth);
    if (c == '"' || c == '\'') {
      auto text = Quoted();
      if (!text) return std::unexpected(std::move(text).error());
      return PathStep{.kind = PathStep::Kind::kLiteral, .literal = *std::move(text)};
    }
    if (c == '*') {
      ++at_;
      return PathStep{.kind = PathStep::Kind::kWildcard};
    }
    if (IsDigit(c) || c == '-' || c == '+') return Number();
    if (IsLetter(c)) return Word();
    return Fault(fmt::format("unexpected `{}`", c));
  }

  Result<std::optional<PathStep>> Name() {
    std::string name;
    while (More() && !EndsName(Here()) && !(filters_ > 0 && EndsPath(Here()))) {
      if (Here() == '\\' && at_ + 1 < text_.size()) ++at_;
      name += text_[at_++];
    }
    if (name == "*") return PathStep{.kind = PathStep::Kind::kWildcard};
    if (name.empty()) {
      if (More() && Here() == '[') return std::nullopt;  // `.[0]`
      return Fault("a field name is missing");
    }
    return PathStep{.kind = PathStep::Kind::kField, .name = std::move(name)};
  }

  Result<std::optional<PathStep>> Word() {
    const std::size_t begin = at_;
    while (More() && IsLetter(Here())) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false")
      return PathStep{.kind = PathStep::Kind::kLiteral, .literal = word == "true"};
    at_ = begin;
    return Fault(fmt::format("unrecognized identifier `{}`", word));
  }

  Result<std::optional<PathStep>> Number() {
    const std::size_t begin = at_;
    if (Here() == '+') ++at_;
    while (More() && (IsDigit(Here()) || Here() == '.' || Here() == '-')) ++at_;
    const std::string_view digits = text_.substr(begin, at_ - begin);
    std::int64_t integer = 0;
    const char* first = digits.data() + (digits.starts_with('+') ? 1 : 0);
    const char* last = digits.data() + digits.size();
    if (auto [end, fault] = std::from_chars(first, last, integer); fault == std::errc() && end == last)
      return PathStep{.kind = PathStep::Kind::kLiteral, .literal = integer};
    double real = 0;
    if (auto [end, fault] = std::from_chars(first, last, real); fault == std::errc() && end == last)
      return PathStep{.kind = PathStep::Kind::kLiteral, .literal = real};
    at_ = begin;
    return Fault(fmt::format("cannot read the number `{}`", digits));
  }

  Result<std::string> Quoted() {
    const char quote = Here();
    const std::size_t begin = at_++;
    std::string text;
    while (More() && Here() != quote) {
      char c = text_[at_++];
      if (c == '\\' && More()) {
        c = text_[at_++];
        if (c == 'n') c = '\n';
        if (c == 't') c = '\t';
        if (c == 'r') c = '\r';
      }
      text += c;
    }
    if (!More()) {
      at_ = begin;
      return Fault("a quote is not closed");
    }
    ++at_;
    return text;
  }

  Result<std::optional<PathStep>> Brackets(int depth) {
    ++at_;
    SkipBlanks();
    if (Take("?(")) return Filter(depth);
    std::vector<PathStep::Path> choices;
    while (true) {
      SkipBlanks();
      auto choice = Choice();
      if (!choice) return std::unexpected(std::move(choice).error());
      choices.push_back({*std::move(choice)});
      SkipBlanks();
      if (Take("]")) break;
      if (!Take(",")) return Fault("`]` is missing");
    }
    if (choices.size() == 1) return std::move(choices.front().front());
    return PathStep{.kind = PathStep::Kind::kUnion, .paths = std::move(choices)};
  }

  /// One of the things between brackets and commas.
  Result<PathStep> Choice() {
    if (!More()) return Fault("`]` is missing");
    if (Here() == '"' || Here() == '\'') {
      auto name = Quoted();
      if (!name) return std::unexpected(std::move(name).error());
      return PathStep{.kind = PathStep::Kind::kField, .name = *std::move(name)};
    }
    if (Take("*")) return PathStep{.kind = PathStep::Kind::kWildcard};
    PathStep slice{.kind = PathStep::Kind::kSlice};
    if (!Index(slice.begin)) return Fault("the index cannot be read");
    if (!Take(":")) {
      if (!slice.begin) return Fault("an index is missing");
      slice.single = true;
      return slice;
    }
    if (!Index(slice.end)) return Fault("the index cannot be read");
    if (Take(":") && !Index(slice.step)) return Fault("the index cannot be read");
    return slice;
  }

  /// False when there are digits that are no number; nothing to read is fine.
  bool Index(std::optional<std::int64_t>& index) {
    std::size_t end = at_;
    if (end < text_.size() && text_[end] == '-') ++end;
    while (end < text_.size() && IsDigit(text_[end])) ++end;
    if (end == at_) return true;
    std::int64_t value = 0;
    const auto [last, fault] = std::from_chars(text_.data() + at_, text_.data() + end, value);
    if (fault != std::errc() || last != text_.data() + end) return false;
    index = value;
    at_ = end;
    return true;
  }

  Result<std::optional<PathStep>> Filter(int depth) {
    ++filters_;  // operators end names here, and nowhere else
    PathStep filter{.kind = PathStep::Kind::kFilter};
    auto left = Path(depth + 1, ")!<>=");
    if (!left) return std::unexpected(std::move(left).error());
    filter.paths.push_back(*std::move(left));
    for (const char* op : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (!Take(op)) continue;
      filter.name = op;
      auto right = Path(depth + 1, ")");
      if (!right) return std::unexpected(std::move(right).error());
      filter.paths.push_back(*std::move(right));
      break;
    }
    SkipBlanks();
    --filters_;
    if (!Take(")")) return Fault(More() ? "the filter has no operator that is known" : "`)` is missing");
    SkipBlanks();
    if (!Take("]")) return Fault("`]` is missing");
    return filter;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int filters_ = 0;  // how many filters are open
};

}  // namespace

Result<PathTemplate> ParsePathTemplate(std::string_view text) { return Parser(text).Parse(); }

}  // namespace meshctl::yaml
