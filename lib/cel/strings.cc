// SPDX-License-Identifier: Apache-2.0
// The string functions. Positions count code points; texts without any beyond ASCII, which is nearly all of
// them, are cut by bytes.
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "cel/calls.h"
#include "cel/operators.h"
#include "cel/read.h"
#include "cel/regex.h"

namespace meshctl::cel {
namespace {

/// The byte where character `index` begins; the size of the text behind the last one.
std::size_t OffsetOf(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  while (index > 0 && at < text.size()) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    --index;
  }
  return at;
}

Value OutOfRange(Context& context, std::int64_t index) {
  return context.Fail("index out of range: {}", index);
}

Value CharAt(Context& context, std::string_view text, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(CountCharacters(text));
  if (index < 0 || index > size) return OutOfRange(context, index);
  const std::size_t begin = OffsetOf(text, static_cast<std::size_t>(index));
  return Value::Text(text.substr(begin, OffsetOf(text.substr(begin), 1)));
}

Value Substring(Context& context, std::string_view text, std::int64_t begin, const Value* last) {
  const auto size = static_cast<std::int64_t>(CountCharacters(text));
  const std::int64_t end = last == nullptr ? size : last->integer;
  if (last != nullptr && begin > end) {
    return context.Fail("invalid substring range. start: {}, end: {}", begin, end);
  }
  if (begin < 0 || begin > size) return OutOfRange(context, begin);
  if (end < 0 || end > size) return OutOfRange(context, end);
  const std::size_t first = OffsetOf(text, static_cast<std::size_t>(begin));
  return Value::Text(text.substr(first, OffsetOf(text.substr(first), static_cast<std::size_t>(end - begin))));
}

Value IndexOf(Context& context, std::string_view text, std::string_view part, std::int64_t from) {
  if (part.empty()) return Value::Int(from);
  if (from < 0) return OutOfRange(context, from);
  const std::size_t begin = OffsetOf(text, static_cast<std::size_t>(from));
  const std::size_t at = text.find(part, begin);
  if (begin >= text.size() || at == std::string_view::npos) return Value::Int(-1);
  return Value::Int(static_cast<std::int64_t>(CountCharacters(text.substr(0, at))));
}

Value LastIndexOf(Context& context, std::string_view text, std::string_view part, const Value* last) {
  const auto size = static_cast<std::int64_t>(CountCharacters(text));
  const std::int64_t from = last == nullptr ? size - 1 : last->integer;
  if (part.empty()) return Value::Int(last == nullptr ? size : from);
  if (last != nullptr && from < 0) return OutOfRange(context, from);
  if (from >= size || from < 0) return Value::Int(-1);
  const std::size_t at = text.rfind(part, OffsetOf(text, static_cast<std::size_t>(from)));
  if (at == std::string_view::npos) return Value::Int(-1);
  return Value::Int(static_cast<std::int64_t>(CountCharacters(text.substr(0, at))));
}

template <typename Change>
Value Mapped(Context& context, std::string_view text, Change change) {
  const std::span<char> room = context.arena().Make<char>(text.size());
  std::ranges::transform(text.substr(0, room.size()), room.begin(), change);
  return Value::Text({room.data(), room.size()});
}

/// Go's strings.Replace: an empty `from` stands before every character and at the end; n < 0 means all.
Value Replace(Context& context, std::string_view text, std::string_view from, std::string_view to,
              std::int64_t n) {
  std::string out;
  std::size_t at = 0;
  for (; n != 0; --n) {
    std::size_t found = text.find(from, at);
    if (from.empty() && !out.empty() && at < text.size()) found = at + OffsetOf(text.substr(at), 1);
    if (from.empty() && at == text.size() && at > 0) found = std::string_view::npos;
    if (found == std::string_view::npos) break;
    if (!context.arena().Admits(out.size() + (found - at) + to.size())) return Value::Error("out of memory");
    out.append(text.substr(at, found - at)).append(to);
    at = found + from.size();
    if (from.empty() && text.empty()) break;
  }
  return context.String(out.append(text.substr(at)));
}

Value ListOf(Context& context, const std::vector<std::string_view>& parts) {
  const std::span<Value> items = context.arena().Make<Value>(parts.size());
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = Value::Text(parts[i]);
  return Value::List(items);
}

/// Go's strings.SplitN: an empty separator splits into characters; n < 0 means all parts.
Value Split(Context& context, std::string_view text, std::string_view separator, std::int64_t n) {
  std::vector<std::string_view> parts;
  if (n == 0) return Value::List({});
  while (n < 0 || static_cast<std::int64_t>(parts.size()) + 1 < n) {
    const std::size_t at = separator.empty() ? OffsetOf(text, 1) : text.find(separator);
    if (at == std::string_view::npos || (separator.empty() && at >= text.size())) break;
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  if (!separator.empty() || !text.empty()) parts.push_back(text);
  return ListOf(context, parts);
}

std::string_view Trim(std::string_view text) {
  constexpr std::array<std::string_view, 25> kSpaces = {
      " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00a0", "\u1680",
      "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
      "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};
  const auto strip = [&](auto at_edge, auto remove) {
    for (bool found = true; found;) {
      found = false;
      for (const std::string_view space : kSpaces) {
        if (!at_edge(space)) continue;
        remove(space.size());
        found = true;
      }
    }
  };
  strip([&](std::string_view space) { return text.starts_with(space); },
        [&](std::size_t n) { text.remove_prefix(n); });
  strip([&](std::string_view space) { return text.ends_with(space); },
        [&](std::size_t n) { text.remove_suffix(n); });
  return text;
}

Value Quote(Context& context, std::string_view text) {
  constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view kLetters = "abfnrtv\\\"";
  std::string out = "\"";
  for (const char c : text) {
    const std::size_t at = kSpecial.find(c);
    if (at == std::string_view::npos) {
      out += c;
    } else {
      out += '\\';
      out += kLetters[at];
    }
  }
  return context.String(out + "\"");
}

Value Join(Context& context, const Value& list, std::string_view separator) {
  if (!list.is(Kind::kList)) return Context::NoOverload();
  std::string out;
  for (std::size_t i = 0; i < list.count(); ++i) {
    const Value item = Item(context, list, i);
    if (!item.is(Kind::kString)) return Context::NoOverload();
    if (!context.arena().Admits(out.size() + separator.size() + item.size))
      return Value::Error("out of memory");
    out.append(i > 0 ? separator : std::string_view()).append(item.text());
  }
  return context.String(out);
}

Value FindAll(Context& context, const re2::RE2& regex, std::string_view text, std::int64_t n) {
  std::vector<std::string_view> found;
  re2::StringPiece match;
  const re2::StringPiece whole(text.data(), text.size());
  std::size_t at = 0;
  const char* last_end = nullptr;
  while (at <= text.size() && static_cast<std::uint64_t>(found.size()) < static_cast<std::uint64_t>(n)) {
    if (!regex.Match(whole, at, text.size(), re2::RE2::UNANCHORED, &match, 1)) break;
    // Go leaves out an empty match that touches the match before it.
    if (!match.empty() || match.data() != last_end) found.emplace_back(match.data(), match.size());
    last_end = match.data() + match.size();
    at = static_cast<std::size_t>(last_end - text.data());
    if (match.empty()) at += std::max<std::size_t>(OffsetOf(text.substr(at), 1), 1);
  }
  return ListOf(context, found);
}

Value CallRegex(Context& context, Function function, std::span<const Value> arguments) {
  const auto regex = Regex(arguments[1].text());
  if (regex == nullptr) return context.Fail("illegal regex: {}", arguments[1].text());
  const re2::StringPiece text(arguments[0].chars, arguments[0].size);
  if (function == Function::kMatches) return Value::Bool(re2::RE2::PartialMatch(text, *regex));
  if (function == Function::kFindAll) {
    return FindAll(context, *regex, arguments[0].text(), arguments.size() > 2 ? arguments[2].integer : -1);
  }
  re2::StringPiece match;
  const bool found = regex->Match(text, 0, text.size(), re2::RE2::UNANCHORED, &match, 1);
  return Value::Text(found ? std::string_view(match.data(), match.size()) : std::string_view());
}

/// Whether the arguments have the kinds that `letters` say: s a string, i an int. Missing ones do.
bool Are(std::span<const Value> arguments, std::string_view letters) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].is(letters[i] == 's' ? Kind::kString : Kind::kInt)) return false;
  }
  return true;
}

std::string_view KindsOf(Function function) {
  switch (function) {
    case Function::kCharAt:
    case Function::kSubstring:
      return "sii";
    case Function::kReplace:
      return "sssi";
    default:
      return "ssi";
  }
}

}  // namespace

Value CallString(Context& context, Function function, std::span<const Value> arguments) {
  const Value& first = arguments[0];
  if (function == Function::kJoin) {
    if (arguments.size() > 1 && !arguments[1].is(Kind::kString)) return Context::NoOverload();
    return Join(context, first, arguments.size() > 1 ? arguments[1].text() : std::string_view());
  }
  if (function == Function::kFormat) {
    if (!first.is(Kind::kString) || !arguments[1].is(Kind::kList)) return Context::NoOverload();
    return FormatText(context, first.text(), arguments[1]);
  }
  if (!Are(arguments, KindsOf(function))) return Context::NoOverload();
  const std::string_view text = first.text();
  const std::string_view second =
      arguments.size() > 1 && arguments[1].is(Kind::kString) ? arguments[1].text() : "";
  const Value* third = arguments.size() > 2 ? &arguments[2] : nullptr;
  switch (function) {
    case Function::kContains:
      return Value::Bool(text.find(second) != std::string_view::npos);
    case Function::kStartsWith:
      return Value::Bool(text.starts_with(second));
    case Function::kEndsWith:
      return Value::Bool(text.ends_with(second));
    case Function::kCharAt:
      return CharAt(context, text, arguments[1].integer);
    case Function::kIndexOf:
      return IndexOf(context, text, second, third == nullptr ? 0 : third->integer);
    case Function::kLastIndexOf:
      return LastIndexOf(context, text, second, third);
    case Function::kLowerAscii:
      return Mapped(context, text,
                    [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    case Function::kUpperAscii:
      return Mapped(context, text,
                    [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c; });
    case Function::kReplace:
      return Replace(context, text, second, arguments[2].text(),
                     arguments.size() > 3 ? arguments[3].integer : -1);
    case Function::kSplit:
      return Split(context, text, second, third == nullptr ? -1 : third->integer);
    case Function::kSubstring:
      return Substring(context, text, arguments[1].integer, third);
    case Function::kTrim:
      return Value::Text(Trim(text));
    case Function::kQuote:
      return Quote(context, text);
    default:
      return CallRegex(context, function, arguments);
  }
}

}  // namespace meshctl::cel
