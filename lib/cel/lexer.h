// SPDX-License-Identifier: Apache-2.0
// Characters to tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cel/cel.h"

namespace meshctl::cel {

struct Token {
  enum class Kind : std::uint8_t { kEnd, kName, kSymbol, kInt, kUint, kDouble, kString, kBytes };

  Kind kind = Kind::kEnd;
  std::size_t offset = 0;
  std::string_view text;  ///< as written: names, symbols, digits
  std::string value;      ///< of strings and bytes, without escapes

  bool Is(std::string_view symbol) const { return kind == Kind::kSymbol && text == symbol; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}
  std::expected<Token, SyntaxError> Next();

 private:
  void SkipBlanks();
  bool At(std::string_view ahead) const { return text_.substr(at_).starts_with(ahead); }
  Token Number();
  std::expected<Token, SyntaxError> Quoted(bool bytes, bool raw, std::size_t begin);
  std::expected<void, SyntaxError> Escape(bool bytes, std::string& out);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace meshctl::cel
