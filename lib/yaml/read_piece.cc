// SPDX-License-Identifier: Apache-2.0
// libyaml's events, folded into the tree with an explicit stack, so that no input can exhaust ours.
//
// libyaml is used because Kubernetes' reader is a port of it. Its marks count characters, not bytes; where a
// text is not ASCII a cursor walks along and converts. Text is not copied when the value stands in the file
// as it is, which is nearly always.
#include "yaml/read_piece.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/utf8.h"
#include "yaml/builder.h"
#include "yaml/cursor.h"
#include "yaml/event_source.h"
#include "yaml/faults.h"
#include "yaml/scalar.h"

namespace meshctl::yaml {
namespace {

// One open list or map.
struct Frame {
  bool map = false;
  Style style = Style::kBlock;
  std::uint32_t begin = 0;
  std::size_t first_child = 0;  // into pending entries or items
  bool has_key = false;
  Entry entry;               // the entry whose value comes next
  bool merge = false;        // that entry is `<<`
  std::uint64_t values = 1;  // this value and those below, aliases written out
  std::string anchor;
};

struct Anchor {
  Node node;
  std::uint64_t values = 0;
  bool open = false;  // still being read: naming it now would make a value contain itself
};

std::string_view View(const yaml_char_t* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

Style StyleOf(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
      return Style::kSingleQuoted;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return Style::kDoubleQuoted;
    case YAML_LITERAL_SCALAR_STYLE:
      return Style::kLiteral;
    case YAML_FOLDED_SCALAR_STYLE:
      return Style::kFolded;
    default:
      return Style::kPlain;
  }
}

// Reads one piece: what lies between two `---` lines.
class DocumentReader {
 public:
  // `text` is what libyaml reads; it differs from the piece in colons only (see ReadPiece).
  DocumentReader(const source::SourceFile& file, std::string_view piece, std::string_view text, bool ascii,
                 const Limits& limits, Repeated repeated, std::pmr::memory_resource& arena)
      : file_(file),
        piece_(piece),
        base_(static_cast<std::uint32_t>(piece.data() - file.text().data())),
        limits_(limits),
        repeated_(repeated),
        cursor_(piece, ascii),
        builder_(file, arena),
        events_(text) {}

  // The root, the absent node for an empty piece, or nothing after a fault.
  std::optional<Node> Read() {
    while (const yaml_event_t* event = events_.Next()) {
      if (event->type == YAML_STREAM_END_EVENT) return fault_ ? std::nullopt : std::optional(root_);
      if (!Take(*event)) return std::nullopt;
    }
    TakeParserError();
    return std::nullopt;
  }

  std::optional<diag::Diagnostic> fault() { return std::move(fault_); }
  // Offset into the piece of a colon that go-yaml would read as part of the text, if that was the fault.
  std::optional<std::size_t> colon() const { return colon_; }

 private:
  bool Fail(Fault fault, std::string message, source::Span span, std::string label = {},
            std::string help = {}) {
    fault_ = MakeFinding(fault, std::move(message), span, std::move(label), std::move(help));
    return false;
  }

  std::uint32_t Offset(const yaml_mark_t& mark) { return base_ + cursor_.Byte(mark.index); }

  source::Span SpanOf(const yaml_event_t& event) {
    std::uint32_t begin = Offset(event.start_mark);
    return {&file_, begin, Offset(event.end_mark)};
  }

  bool Take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        if (++documents_ == 1) return true;
        return Fail(Fault::kIgnoredDocument, "Kubernetes' reader ignores everything from here on",
                    SpanOf(event), "a second document in the same piece",
                    "put `---` on a line of its own between two documents");
      case YAML_SCALAR_EVENT:
        return TakeScalar(event);
      case YAML_ALIAS_EVENT:
        return TakeAlias(event);
      case YAML_SEQUENCE_START_EVENT:
        return Open(event, false, View(event.data.sequence_start.anchor),
                    event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
      case YAML_MAPPING_START_EVENT:
        return Open(event, true, View(event.data.mapping_start.anchor),
                    event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return Close(event);
      default:
        return true;
    }
  }

  bool Open(const yaml_event_t& event, bool map, std::string_view anchor, bool flow) {
    if (frames_.size() >= static_cast<std::size_t>(std::max(limits_.max_depth, 1))) {
      return Fail(Fault::kTooDeep,
                  fmt::format("more than {} lists and maps inside each other", limits_.max_depth),
                  SpanOf(event), {}, "raise the limit with `--max-depth` if this is meant");
    }
    if (ExpectsKey()) return FailKey(event, map ? "a map" : "a list");
    Frame frame;
    frame.map = map;
    frame.style = flow ? Style::kFlow : Style::kBlock;
    frame.begin = Offset(event.start_mark);
    frame.first_child = map ? entries_.size() : items_.size();
    frame.anchor = anchor;
    if (!anchor.empty()) anchors_[frame.anchor].open = true;
    frames_.push_back(std::move(frame));
    return true;
  }

  bool Close(const yaml_event_t& event) {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    // A block ends where its last child does; libyaml's own mark lies behind the comments that follow.
    std::uint32_t end = frame.style == Style::kFlow ? Offset(event.end_mark) : frame.begin;
    Node node;
    if (frame.map) {
      std::span<Entry> children(entries_.begin() + static_cast<std::ptrdiff_t>(frame.first_child),
                                entries_.end());
      if (frame.style == Style::kBlock && !children.empty()) end = std::max(end, last_end_);
      if (!CheckUnique(children)) return false;
      node = builder_.Container<Entry>(Type::kMap, frame.style, children, frame.begin, end);
      entries_.resize(frame.first_child);
    } else {
      std::span<Node> children(items_.begin() + static_cast<std::ptrdiff_t>(frame.first_child), items_.end());
      if (frame.style == Style::kBlock && !children.empty()) end = std::max(end, last_end_);
      node = builder_.Container<Node>(Type::kList, frame.style, children, frame.begin, end);
      items_.resize(frame.first_child);
    }
    return Add(node, frame.values, frame.anchor);
  }

  bool TakeScalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    source::Span span = SpanOf(event);
    std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    Style style = StyleOf(scalar.style);
    TrimBlockScalar(style, span);
    text = Keep(text, style, span);
    Type type = style == Style::kPlain && !scalar.tag ? ResolvePlain(text) : Type::kString;
    if (scalar.tag && !ResolveTag(View(scalar.tag), style, span, text, type)) return false;
    if (type == Type::kFloat && !ParseNumber(text)) {
      return Fail(Fault::kInvalidValue,
                  fmt::format("`{}` has no place in JSON, so Kubernetes refuses it", text), span, {},
                  "quote it if it is text");
    }
    if (ExpectsKey()) return TakeKey(type, style, text, span);
    return Add(builder_.Scalar(type, style, text, span.begin, span.end), 1, View(scalar.anchor));
  }

  // A block scalar's mark runs to the start of the next token.
  void TrimBlockScalar(Style style, source::Span& span) const {
    if (style != Style::kLiteral && style != Style::kFolded) return;
    std::string_view text = span.text();
    std::size_t last = text.find_last_not_of(" \t\r\n");
    span.end = span.begin + static_cast<std::uint32_t>(last == std::string_view::npos ? 0 : last + 1);
  }

  // The text as it stands in the file where that is the same, a copy otherwise. A plain scalar on one line
  // always is: there libyaml may have been given other colons.
  std::string_view Keep(std::string_view text, Style style, source::Span span) {
    std::string_view written = span.text();
    if (style == Style::kSingleQuoted || style == Style::kDoubleQuoted) {
      if (written.size() >= 2) written = written.substr(1, written.size() - 2);
    }
    bool one_line_plain = style == Style::kPlain && written.size() == text.size() &&
                          written.find_first_of("\r\n") == std::string_view::npos;
    if (one_line_plain || written == text) return written;
    return builder_.Text(text);
  }

  bool ResolveTag(std::string_view tag, Style style, source::Span span, std::string_view& text, Type& type) {
    constexpr std::string_view kCore = "tag:yaml.org,2002:";
    if (!tag.starts_with(kCore)) return true;  // `!` and tags of one's own: text
    tag.remove_prefix(kCore.size());
    Type plain = ResolvePlain(text);
    bool fits = true;
    if (tag == "int") {
      type = Type::kInt;
      fits = plain == Type::kInt;
    } else if (tag == "float") {
      type = plain;
      fits = plain == Type::kInt || plain == Type::kFloat;
    } else if (tag == "bool") {
      type = Type::kBool;
      fits = plain == Type::kBool;
    } else if (tag == "null") {
      type = Type::kNull;
      fits = plain == Type::kNull && style == Style::kPlain;
    } else if (tag == "binary") {
      return Fail(Fault::kInvalidValue, "`!!binary` is not supported in manifests", span, {},
                  "write the text itself, or base64 where the field asks for it");
    }
    if (fits) return true;
    return Fail(Fault::kInvalidValue, fmt::format("value does not fit its tag `!!{}`", tag), span);
  }

  bool ExpectsKey() const { return !frames_.empty() && frames_.back().map && !frames_.back().has_key; }

  bool FailKey(const yaml_event_t& event, std::string_view what) {
    return Fail(Fault::kInvalidKey, fmt::format("{} cannot be a key", what), SpanOf(event), {},
                "keys are strings; template text like `{{ ... }}` has to be rendered first");
  }

  bool TakeKey(Type type, Style style, std::string_view text, source::Span span) {
    if (type == Type::kNull) {
      return Fail(Fault::kInvalidKey, "null cannot be a key", span, {}, "quote it if it is text");
    }
    Frame& frame = frames_.back();
    bool as_written = type == Type::kString;
    std::string_view key = as_written ? text : builder_.Text(KeyText(type, text));
    frame.entry = {key, span.begin, span.end, &file_, {}};
    frame.merge = style == Style::kPlain && text == "<<";
    frame.has_key = true;
    last_end_ = span.end;
    return true;
  }

  bool TakeAlias(const yaml_event_t& event) {
    std::string name(View(event.data.alias.anchor));
    source::Span span = SpanOf(event);
    auto anchor = anchors_.find(name);
    if (anchor == anchors_.end()) {
      return Fail(Fault::kUnknownAlias, fmt::format("alias `*{}` names no anchor above it", name), span,
                  "not defined", fmt::format("define it with `&{}`, or quote the value if it is text", name));
    }
    if (anchor->second.open) {
      return Fail(Fault::kUnknownAlias, fmt::format("alias `*{}` stands inside its own anchor", name), span,
                  "would contain itself");
    }
    const Node& node = anchor->second.node;
    if (ExpectsKey()) {
      if (!node.is_scalar()) return FailKey(event, "a list or map");
      return TakeKey(node.type(), node.style(), node.text(), span);
    }
    if (!Add(node, anchor->second.values, {})) return false;
    last_end_ = span.end;
    if (!frames_.empty() && frames_.back().values > limits_.max_values) {
      return Fail(Fault::kAliasBomb,
                  fmt::format("aliases make this document more than {} values large", limits_.max_values),
                  span, {}, "write the values out, or use fewer aliases of aliases");
    }
    return true;
  }

  // Puts a finished value where it belongs.
  bool Add(const Node& node, std::uint64_t values, std::string_view anchor) {
    if (!anchor.empty()) anchors_[std::string(anchor)] = {node, values, false};
    last_end_ = node.span().end;
    if (frames_.empty()) {
      root_ = node;
      return true;
    }
    Frame& frame = frames_.back();
    frame.values += values;
    if (!frame.map) {
      items_.push_back(node);
      return true;
    }
    frame.has_key = false;
    if (frame.merge) return Merge(frame, node);
    frame.entry.value = node;
    entries_.push_back(frame.entry);
    return true;
  }

  // go-yaml sets merged keys in the order of the text: `<<` replaces what stands before it, and what
  // stands behind replaces it. In a list of maps the first map wins.
  bool Merge(const Frame& frame, const Node& from) {
    auto misplaced = [&](const Node& node) {
      return Fail(Fault::kInvalidMerge, "`<<` merges maps only", frame.entry.key_span(),
                  fmt::format("given {}", Name(node.type())));
    };
    if (from.is_map()) {
      MergeMap(frame, from);
      return true;
    }
    if (!from.is_list()) return misplaced(from);
    for (std::size_t i = from.items().size(); i-- > 0;) {
      if (!from.items()[i].is_map()) return misplaced(from.items()[i]);
      MergeMap(frame, from.items()[i]);
    }
    return true;
  }

  void MergeMap(const Frame& frame, const Node& from) {
    for (const Entry& entry : from.entries()) {
      auto first = entries_.begin() + static_cast<std::ptrdiff_t>(frame.first_child);
      auto same = std::find_if(first, entries_.end(), [&](const Entry& e) { return e.key == entry.key; });
      if (same == entries_.end()) {
        entries_.push_back(entry);
      } else {
        *same = entry;
      }
      merged_.insert(&file_.text()[entry.key_begin]);
    }
  }

  bool FromMerge(const Entry& entry) const {
    return !merged_.empty() && merged_.contains(&file_.text()[entry.key_begin]);
  }

  // Kubernetes takes the last of two equal keys and its strict mode refuses them: so do we.
  bool CheckUnique(std::span<Entry>& children) {
    if (repeated_ == Repeated::kKept) {
      if (!merged_.empty()) DropOverriddenMerges(children);
      return true;
    }
    const Entry* first = nullptr;
    const Entry* second = nullptr;
    auto note = [&](const Entry& a, const Entry& b) { first = &a, second = &b; };
    constexpr std::size_t kFew = 24;
    if (children.size() <= kFew) {
      for (std::size_t i = 1; i < children.size() && !second; ++i) {
        for (std::size_t j = 0; j < i && !second; ++j) {
          if (children[i].key == children[j].key) note(children[j], children[i]);
        }
      }
    } else {
      std::unordered_map<std::string_view, const Entry*> seen;
      for (const Entry& entry : children) {
        auto [at, fresh] = seen.emplace(entry.key, &entry);
        if (!fresh && !second) note(*at->second, entry);
      }
    }
    if (!second) return true;
    if (FromMerge(*first)) {
      DropOverriddenMerges(children);
      return CheckUnique(children);
    }
    Fail(Fault::kDuplicateKey, fmt::format("key `{}` is given twice", second->key), second->key_span(),
         "given again", "keep one of the two");
    fault_->secondary.push_back({first->key_span(), "first given here"});
    return false;
  }

  // An explicit key behind `<<` replaces the merged one, in its place.
  void DropOverriddenMerges(std::span<Entry>& children) {
    std::size_t begin = static_cast<std::size_t>(children.data() - entries_.data());
    std::vector<Entry> kept;
    std::unordered_map<std::string_view, std::size_t> place;
    for (const Entry& entry : children) {
      auto [at, fresh] = place.emplace(entry.key, kept.size());
      if (!fresh && FromMerge(kept[at->second])) {
        kept[at->second] = entry;
      } else {
        kept.push_back(entry);
      }
    }
    entries_.resize(begin);
    entries_.insert(entries_.end(), kept.begin(), kept.end());
    children = std::span<Entry>(entries_.begin() + static_cast<std::ptrdiff_t>(begin), entries_.end());
  }

  void TakeParserError() {
    const yaml_parser_t& parser = events_.parser();
    std::string_view problem = parser.problem ? parser.problem : "not YAML";
    if (parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    if (parser.error == YAML_READER_ERROR) {
      auto at = static_cast<std::uint32_t>(base_ + parser.problem_offset);
      fault_ = SyntaxFinding(file_, problem, at, {}, 0);
      return;
    }
    std::uint32_t at = Offset(parser.problem_mark);
    if (problem == "found unexpected ':'") {
      colon_ = at - base_;
      return;
    }
    std::string_view context = parser.context ? parser.context : "";
    fault_ = SyntaxFinding(file_, problem, at, context, parser.context ? Offset(parser.context_mark) : at);
  }

  const source::SourceFile& file_;
  std::string_view piece_;
  std::uint32_t base_;
  const Limits& limits_;
  Repeated repeated_;
  Cursor cursor_;
  Builder builder_;
  EventSource events_;

  int documents_ = 0;
  Node root_;
  std::vector<Frame> frames_;
  std::vector<Entry> entries_;
  std::vector<Node> items_;
  std::uint32_t last_end_ = 0;
  std::unordered_map<std::string, Anchor> anchors_;
  std::unordered_set<const char*> merged_;  // where the keys of merged entries stand
  std::optional<diag::Diagnostic> fault_;
  std::optional<std::size_t> colon_;
};

}  // namespace

// go-yaml reads `[::1]` as one address, libyaml stops at a colon before a bracket. Such a colon is shown
// to libyaml as a letter, and the value then takes its text from the file. Each needs another reading, so
// their number is bounded.
std::optional<Node> ReadPiece(const source::SourceFile& file, std::string_view piece, bool ascii,
                              const Limits& limits, Repeated repeated, std::pmr::memory_resource& arena,
                              diag::Report& report) {
  constexpr int kMostColons = 1000;
  // libyaml would count a byte order mark as a column and take the second line for a new document.
  if (constexpr std::string_view kMark = "\xEF\xBB\xBF"; piece.starts_with(kMark))
    piece.remove_prefix(kMark.size());
  std::string patched;
  for (int colons = 0;; ++colons) {
    DocumentReader reader(file, piece, patched.empty() ? piece : std::string_view(patched), ascii, limits,
                          repeated, arena);
    std::optional<Node> root = reader.Read();
    if (root) return root;
    if (auto colon = reader.colon();
        colon && *colon < piece.size() && piece[*colon] == ':' && colons < kMostColons) {
      if (patched.empty()) patched = piece;
      patched[*colon] = 'x';
      continue;
    }
    if (auto fault = reader.fault()) report.Add(*std::move(fault));
    return std::nullopt;
  }
}

}  // namespace meshctl::yaml
