// SPDX-License-Identifier: Apache-2.0
// YAML in kubectl's layout. yaml-cpp's emitter indents lists below their key and leaves `yes` bare, which
// reads back as a boolean; this printer quotes whatever our own resolver would not read as the same string.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/utf8.h"
#include "yaml/json.h"
#include "yaml/scalar.h"

namespace meshctl::yaml {
namespace {

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes digits off the front, at most `most`; whether there was one.
bool TakeDigits(std::string_view& text, std::size_t most) {
  std::size_t count = 0;
  while (count < most && count < text.size() && IsDigit(text[count])) ++count;
  text.remove_prefix(count);
  return count > 0;
}

// A date, also with a time behind it: YAML 1.1 has a type for it.
bool IsTimestamp(std::string_view text) {
  if (text.size() < 8 || !TakeDigits(text, 4) || !text.starts_with('-')) return false;
  text.remove_prefix(1);
  if (!TakeDigits(text, 2) || !text.starts_with('-')) return false;
  text.remove_prefix(1);
  if (!TakeDigits(text, 2)) return false;
  return text.empty() || text[0] == 'T' || text[0] == 't' || text[0] == ' ';
}

// `1:30`, which YAML 1.1 reads as ninety.
bool IsBaseSixty(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (!TakeDigits(text, text.size()) || !text.starts_with(':')) return false;
  while (text.starts_with(':')) {
    text.remove_prefix(1);
    if (!TakeDigits(text, 2)) return false;
  }
  return text.empty() || text[0] == '.';
}

// Whether the text without quotes would be something else than text.
bool ReadsAsAnotherType(std::string_view text) {
  return text.empty() || ResolvePlain(text) != Type::kString || text == "<<" || text == "=" ||
         IsTimestamp(text) || IsBaseSixty(text);
}

bool PlainIsSafe(std::string_view text) {
  if (ReadsAsAnotherType(text)) return false;
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@` ";
  bool dash = text.size() > 1 && (text[0] == '-' || text[0] == '?' || text[0] == ':') && text[1] != ' ';
  if (kIndicators.find(text[0]) != std::string_view::npos && !dash) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  return !HasControl(text) && utf8::ScanText(text).ascii;
}

// Whether `|` can hold the text: printable lines, none of which begins or ends in a blank that would be
// ambiguous.
bool LiteralIsSafe(std::string_view text) {
  if (text.find('\n') == std::string_view::npos || text[0] == ' ' || text[0] == '\n') return false;
  std::string without_newlines(text);
  std::erase(without_newlines, '\n');
  if (HasControl(without_newlines) || utf8::ScanText(text).first_invalid != std::string::npos) return false;
  return text.find(" \n") == std::string_view::npos && text.back() != ' ';
}

std::string Quoted(std::string_view text) {
  // kubectl takes double quotes where the type is in doubt, single ones where the syntax is.
  if (ReadsAsAnotherType(text) || HasControl(text) ||
      utf8::ScanText(text).first_invalid != std::string::npos) {
    // JSON's quoting is YAML's, but for the slash, which neither has to escape.
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

class Printer {
 public:
  std::string Take() { return std::move(out_); }

  // A value behind `key:` or `- `, or the root; `indent` is that of its own lines.
  void Value(const Json& value, std::size_t indent, bool behind_key) {
    if (value.is_object() && !value.empty()) {
      if (behind_key) out_.push_back('\n');
      Map(value, indent, behind_key);
    } else if (value.is_array() && !value.empty()) {
      if (behind_key) out_.push_back('\n');
      List(value, indent, behind_key);
    } else {
      if (behind_key) out_.push_back(' ');
      Leaf(value, indent);
      out_.push_back('\n');
    }
  }

 private:
  // `indent_first` is false where the first line continues a `- `.
  void Map(const Json& map, std::size_t indent, bool indent_first) {
    for (auto at = map.begin(); at != map.end(); ++at) {
      if (indent_first) out_.append(indent, ' ');
      indent_first = true;
      OneLine(at.key());
      out_.push_back(':');
      // A list stands at the column of its key.
      Value(*at, at->is_array() ? indent : indent + 2, true);
    }
  }

  void List(const Json& list, std::size_t indent, bool indent_first) {
    for (const Json& item : list) {
      if (indent_first) out_.append(indent, ' ');
      indent_first = true;
      out_.append("- ");
      Value(item, indent + 2, false);
    }
  }

  void Leaf(const Json& value, std::size_t indent) {
    if (value.is_string()) return Text(value.get_ref<const std::string&>(), indent);
    if (value.is_object()) {
      out_.append("{}");
    } else if (value.is_array()) {
      out_.append("[]");
    } else {
      out_.append(value.dump());
    }
  }

  void Text(const std::string& text, std::size_t indent) {
    if (indent > 0 && LiteralIsSafe(text)) {
      Literal(text, indent);
    } else {
      OneLine(text);
    }
  }

  void OneLine(const std::string& text) { out_.append(PlainIsSafe(text) ? text : Quoted(text)); }

  void Literal(std::string_view text, std::size_t indent) {
    std::size_t newlines = text.size() - text.find_last_not_of('\n') - 1;
    out_.append(newlines == 0 ? "|-" : newlines == 1 ? "|" : "|+");
    text.remove_suffix(newlines == 0 ? 0 : 1);
    while (true) {
      std::size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      out_.push_back('\n');
      if (!line.empty()) out_.append(indent, ' ').append(line);
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  std::string out_;
};

}  // namespace

std::string WriteString(std::string_view text) {
  const bool plain = PlainIsSafe(text) && text.find_first_of(",[]{}") == std::string_view::npos;
  return plain ? std::string(text) : Quoted(text);
}

std::string PrintYaml(const Json& value) {
  Printer printer;
  printer.Value(value, 0, false);
  return printer.Take();
}

}  // namespace meshctl::yaml
