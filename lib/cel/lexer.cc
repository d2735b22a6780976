// SPDX-License-Identifier: Apache-2.0
// The lexical grammar of CEL: comments, numbers, names and the eight forms of string literals with their
// escapes. Signs are symbols; the parser makes negative numbers.
#include "cel/lexer.h"

#include <fmt/format.h>

#include <array>

#include "base/utf8.h"

namespace meshctl::cel {
namespace {

using Kind = Token::Kind;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsNamePart(char c) { return IsNameStart(c) || IsDigit(c); }

constexpr std::array<std::string_view, 8> kPairs = {"&&", "||", "==", "!=", "<=", ">=", "[?", ".?"};
constexpr std::string_view kSingles = "+-*/%!<>?:.,()[]{}";
constexpr std::string_view kEscapes = "abfnrtv\\?\"'`";
constexpr std::string_view kEscaped = "\a\b\f\n\r\t\v\\?\"'`";

std::unexpected<SyntaxError> Fault(std::size_t offset, std::string message) {
  return std::unexpected(SyntaxError{offset, std::move(message)});
}

void AppendUtf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  }
}

}  // namespace

void Lexer::SkipBlanks() {
  while (at_ < text_.size()) {
    if (std::string_view(" \t\n\r\f").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    } else if (At("//")) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      return;
    }
  }
}

std::expected<Token, SyntaxError> Lexer::Next() {
  SkipBlanks();
  const std::size_t begin = at_;
  if (begin == text_.size()) return Token{Kind::kEnd, begin, {}, {}};
  const char c = text_[begin];
  if (IsDigit(c) || (c == '.' && begin + 1 < text_.size() && IsDigit(text_[begin + 1]))) return Number();

  std::size_t quote = begin;
  const bool bytes = c == 'b' || c == 'B';
  if (bytes) ++quote;
  const bool raw = quote < text_.size() && (text_[quote] == 'r' || text_[quote] == 'R');
  if (raw) ++quote;
  if (quote < text_.size() && (text_[quote] == '"' || text_[quote] == '\'')) {
    at_ = quote;
    return Quoted(bytes, raw, begin);
  }

  if (IsNameStart(c)) {
    while (at_ < text_.size() && IsNamePart(text_[at_])) ++at_;
    return Token{Kind::kName, begin, text_.substr(begin, at_ - begin), {}};
  }
  for (const std::string_view pair : kPairs) {
    if (!At(pair)) continue;
    at_ += 2;
    return Token{Kind::kSymbol, begin, pair, {}};
  }
  if (kSingles.find(c) != std::string_view::npos) {
    ++at_;
    return Token{Kind::kSymbol, begin, text_.substr(begin, 1), {}};
  }
  std::size_t end = begin;
  utf8::Next(text_, end);
  return Fault(begin,
               fmt::format("unexpected character `{}`", utf8::Printable(text_.substr(begin, end - begin))));
}

Token Lexer::Number() {
  const std::size_t begin = at_;
  const auto digits = [&](auto is_digit) {
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
  };
  bool fraction = false;
  if (At("0x") || At("0X")) {
    at_ += 2;
    digits(IsHex);
  } else {
    digits(IsDigit);
    if (at_ + 1 < text_.size() && text_[at_] == '.' && IsDigit(text_[at_ + 1])) {
      fraction = true;
      ++at_;
      digits(IsDigit);
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      std::size_t power = at_ + 1;
      if (power < text_.size() && (text_[power] == '+' || text_[power] == '-')) ++power;
      if (power < text_.size() && IsDigit(text_[power])) {
        fraction = true;
        at_ = power;
        digits(IsDigit);
      }
    }
  }
  Token token{fraction ? Kind::kDouble : Kind::kInt, begin, text_.substr(begin, at_ - begin), {}};
  if (!fraction && at_ < text_.size() && (text_[at_] == 'u' || text_[at_] == 'U')) {
    token.kind = Kind::kUint;
    ++at_;
  }
  return token;
}

std::expected<Token, SyntaxError> Lexer::Quoted(bool bytes, bool raw, std::size_t begin) {
  const std::string triple(3, text_[at_]);
  const bool multi_line = At(triple);
  const std::string quote = multi_line ? triple : triple.substr(0, 1);
  at_ += quote.size();
  Token token{bytes ? Kind::kBytes : Kind::kString, begin, {}, {}};
  while (!At(quote)) {
    if (at_ == text_.size() || (!multi_line && (text_[at_] == '\n' || text_[at_] == '\r'))) {
      return Fault(begin, "the string is not closed");
    }
    if (text_[at_] == '\\' && !raw) {
      if (auto escaped = Escape(bytes, token.value); !escaped) return std::unexpected(escaped.error());
    } else if (At("\r\n")) {
      ++at_;
    } else {
      token.value += text_[at_++];
    }
  }
  at_ += quote.size();
  return token;
}

std::expected<void, SyntaxError> Lexer::Escape(bool bytes, std::string& out) {
  const std::size_t begin = at_;
  const std::unexpected<SyntaxError> fault =
      Fault(begin, fmt::format("unknown escape `{}`", utf8::Printable(text_.substr(begin, 2))));
  if (begin + 1 == text_.size()) return fault;
  const char c = text_[begin + 1];
  at_ += 2;
  if (const std::size_t known = kEscapes.find(c); known != std::string_view::npos) {
    out += kEscaped[known];
    return {};
  }
  std::size_t digits = 0;
  unsigned base = 16;
  if (c == 'x' || c == 'X') digits = 2;
  if (c == 'u' && !bytes) digits = 4;
  if (c == 'U' && !bytes) digits = 8;
  if (c >= '0' && c <= '3') digits = 3, base = 8, --at_;
  if (digits == 0 || at_ + digits > text_.size()) return fault;
  std::uint32_t value = 0;
  for (const char digit : text_.substr(at_, digits)) {
    const unsigned number = IsDigit(digit) ? unsigned(digit - '0') : unsigned((digit | 0x20) - 'a' + 10);
    if (!IsHex(digit) || number >= base) return fault;
    value = value * base + number;
  }
  at_ += digits;
  if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
    return Fault(begin, "the escape is no Unicode character");
  }
  if (bytes) {
    out += static_cast<char>(value);
  } else {
    AppendUtf8(out, value);
  }
  return {};
}

}  // namespace meshctl::cel
