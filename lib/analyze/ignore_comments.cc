// SPDX-License-Identifier: Apache-2.0
// The tree keeps no comments, so the text is searched for the one word that all of them have; the tree then
// says what they speak of.
#include "analyze/ignore_comments.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace meshctl::analyze {
namespace {

using source::SourceFile;
using source::Span;
using Objects = std::vector<const model::Object*>;

constexpr std::string_view kMark = "meshctl:";
constexpr std::string_view kBlanks = " \t\r";

bool IsBlank(std::string_view text) { return text.find_first_not_of(kBlanks) == text.npos; }

bool Holds(const Span& span, std::uint32_t at) { return span.begin <= at && at < span.end; }

/// One line of a text, its ending left out.
struct Line {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

Line LineAt(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? text.npos : text.rfind('\n', at - 1);
  const std::size_t begin = before == text.npos ? 0 : before + 1;
  return {static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(std::min(text.find('\n', at), text.size()))};
}

std::string_view TextOf(std::string_view text, const Line& line) {
  return text.substr(line.begin, line.end - line.begin);
}

bool EndsDocument(std::string_view line) { return line.starts_with("---") || line.starts_with("..."); }

/// The first line behind `from` that is neither blank nor a comment; nothing at the end of the document.
std::optional<Line> NextContent(std::string_view text, std::size_t from) {
  while (from < text.size()) {
    const Line line = LineAt(text, from);
    const std::string_view content = TextOf(text, line);
    if (EndsDocument(content)) return std::nullopt;
    const std::size_t first = content.find_first_not_of(kBlanks);
    if (first != content.npos && content[first] != '#') return line;
    from = line.end + 1;
  }
  return std::nullopt;
}

/// Whether only comments and blank lines stand between the beginning of the document and `at`.
bool IsInHead(std::string_view text, std::size_t at) {
  while (at > 0) {
    const Line line = LineAt(text, at - 1);
    const std::string_view content = TextOf(text, line);
    if (EndsDocument(content)) return true;
    const std::size_t first = content.find_first_not_of(kBlanks);
    if (first != content.npos && content[first] != '#') return false;
    at = line.begin;
  }
  return true;
}

/// The document around `at`, separators left out.
Span DocumentAt(const SourceFile& file, std::uint32_t at) {
  const std::string_view text = file.text();
  const std::size_t before = text.rfind("\n---", at);
  std::size_t after = text.find("\n---", at);
  if (after == text.npos) after = text.size();
  return {&file, static_cast<std::uint32_t>(before == text.npos ? 0 : before + 1),
          static_cast<std::uint32_t>(after)};
}

/// The outermost entry or item below `node` that begins between the two offsets; nowhere when there is none.
Span FieldAt(const yaml::Node& node, std::uint32_t from, std::uint32_t to) {
  for (const yaml::Entry& entry : node.entries()) {
    const Span span{entry.key_file, entry.key_begin, std::max(entry.key_end, entry.value.span().end)};
    if (from <= span.begin && span.begin < to) return span;
    if (Holds(span, from)) return FieldAt(entry.value, from, to);
  }
  for (const yaml::Node& item : node.items()) {
    const Span span = item.span();
    if (from <= span.begin && span.begin < to) return span;
    if (Holds(span, from)) return FieldAt(item, from, to);
  }
  return {};
}

/// Whether the offset lies in a scalar below `node`, where `#` is text.
bool IsInScalar(const yaml::Node& node, std::uint32_t at) {
  if (node.is_scalar()) return Holds(node.span(), at);
  for (const yaml::Entry& entry : node.entries()) {
    if (Holds({entry.key_file, entry.key_begin, entry.key_end}, at)) return true;
    if (Holds(entry.value.span(), at)) return IsInScalar(entry.value, at);
  }
  return std::ranges::any_of(
      node.items(), [&](const yaml::Node& item) { return Holds(item.span(), at) && IsInScalar(item, at); });
}

std::uint32_t OffsetIn(const SourceFile& file, std::string_view part) {
  return static_cast<std::uint32_t>(part.data() - file.text().data());
}

std::string_view TrimBefore(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
}

/// `IST0101, IST0102 because of this, you see`: the words before the reason.
std::vector<SuppressedWord> Words(const SourceFile& file, std::string_view text) {
  std::vector<SuppressedWord> words;
  for (bool more = true; more;) {
    text = TrimBefore(text);
    const std::string_view word = text.substr(0, text.find_first_of(",: \t\r"));
    if (word.empty() || word.starts_with('-')) break;
    const std::uint32_t begin = OffsetIn(file, word);
    words.push_back({word, {&file, begin, begin + static_cast<std::uint32_t>(word.size())}});
    text = TrimBefore(text.substr(word.size()));
    more = text.starts_with(',');
    if (more) text.remove_prefix(1);
  }
  return words;
}

/// Reads the comments of one file.
class Reader {
 public:
  Reader(const SourceFile& file, const Objects& objects) : file_(file), objects_(objects) {}

  void ReadAll(std::vector<IgnoreComment>& comments) const {
    const std::string_view text = file_.text();
    for (std::size_t at = text.find(kMark); at != text.npos; at = text.find(kMark, at + kMark.size()))
      Read(static_cast<std::uint32_t>(at), comments);
  }

 private:
  void Read(std::uint32_t mark, std::vector<IgnoreComment>& comments) const {
    const std::string_view text = file_.text();
    const Line line = LineAt(text, mark);
    const std::string_view before = text.substr(line.begin, mark - line.begin);
    const std::size_t hash = before.rfind('#');
    if (hash == before.npos || !IsBlank(before.substr(hash + 1))) return;
    if (hash > 0 && kBlanks.find(before[hash - 1]) == kBlanks.npos) return;
    const auto begin = static_cast<std::uint32_t>(line.begin + hash);
    if (const model::Object* around = ObjectAt(begin); around && IsInScalar(*around->root, begin)) return;

    std::string_view rest = TrimBefore(text.substr(mark + kMark.size(), line.end - mark - kMark.size()));
    const std::string_view verb = rest.substr(0, rest.find_first_of(kBlanks));
    if (verb != "ignore" && verb != "ignore-file") return;
    std::uint32_t end = line.end;
    if (end > begin && text[end - 1] == '\r') --end;
    IgnoreComment comment{.span = {&file_, begin, end}, .words = Words(file_, rest.substr(verb.size()))};
    const bool own_line = IsBlank(before.substr(0, hash));
    if (verb == "ignore-file") {
      if (own_line) SpeakOfFile(line, comment);
    } else if (own_line) {
      SpeakOfNext(line, comment);
    } else {
      comment.scope = {&file_, line.begin, line.end};
      comment.object = ObjectAt(begin);
    }
    comments.push_back(std::move(comment));
  }

  /// In the head of the first document it is the file that is meant.
  void SpeakOfFile(const Line& line, IgnoreComment& comment) const {
    const std::string_view text = file_.text();
    if (!IsInHead(text, line.begin)) return;
    comment.scope = DocumentAt(file_, line.begin);
    if (comment.scope.begin == 0) comment.scope.end = static_cast<std::uint32_t>(text.size());
  }

  void SpeakOfNext(const Line& line, IgnoreComment& comment) const {
    const std::optional<Line> next = NextContent(file_.text(), line.end + 1);
    if (!next) return;
    const auto first = static_cast<std::uint32_t>(file_.text().find_first_not_of(kBlanks, next->begin));
    for (const model::Object* object : objects_) {
      const Span span = object->root->span();
      if (first <= span.begin && span.begin < next->end) {
        comment.scope = span;
        comment.object = object;
        return;
      }
    }
    comment.object = ObjectAt(first);
    if (comment.object) {
      comment.scope = FieldAt(*comment.object->root, first, next->end);
    } else if (IsInHead(file_.text(), next->begin)) {
      comment.scope = DocumentAt(file_, first);  // a List: all of its items
    }
  }

  const model::Object* ObjectAt(std::uint32_t at) const {
    const auto around = std::ranges::find_if(
        objects_, [&](const model::Object* object) { return Holds(object->root->span(), at); });
    return around == objects_.end() ? nullptr : *around;
  }

  const SourceFile& file_;
  const Objects& objects_;
};

}  // namespace

bool IgnoreComment::Covers(const Span& at) const {
  return at.file == scope.file && scope.begin <= at.begin && at.begin < std::max(scope.end, scope.begin + 1);
}

std::vector<IgnoreComment> FindIgnoreComments(const model::Manifests& manifests) {
  std::map<const SourceFile*, Objects> files;
  for (const auto& file : manifests.files()) {
    if (file->text().find(kMark) != std::string_view::npos) files[file.get()];
  }
  std::vector<IgnoreComment> comments;
  if (files.empty()) return comments;
  for (const model::Object& object : manifests.objects()) {
    if (const auto at = files.find(&object.file()); at != files.end()) at->second.push_back(&object);
  }
  for (const auto& file : manifests.files()) {
    if (const auto at = files.find(file.get()); at != files.end())
      Reader(*file, at->second).ReadAll(comments);
  }
  return comments;
}

}  // namespace meshctl::analyze
