// SPDX-License-Identifier: Apache-2.0
// The text form of label selectors, read as apimachinery's lexer and parser read it, so that each fault is
// told in the same words.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>

#include "sandbox/label_syntax.h"
#include "sandbox/selector.h"

namespace meshctl::sandbox {
namespace {

enum class Token {
  kEnd,
  kIdentifier,
  kIn,
  kNotIn,
  kNot,
  kEqual,
  kDoubleEqual,
  kNotEqual,
  kGreater,
  kLess,
  kComma,
  kOpen,
  kClose,
  kFault
};

struct Symbol {
  std::string_view text;
  Token token;
};
// Longer ones first.
constexpr Symbol kSymbols[] = {{"==", Token::kDoubleEqual}, {"!=", Token::kNotEqual}, {"!", Token::kNot},
                               {"=", Token::kEqual},        {">", Token::kGreater},   {"<", Token::kLess},
                               {",", Token::kComma},        {"(", Token::kOpen},      {")", Token::kClose}};

struct Lexeme {
  Token token = Token::kEnd;
  std::string_view text;
};

std::vector<Lexeme> Lex(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  constexpr std::string_view kEnds = " \t\r\n=!(),><";
  std::vector<Lexeme> lexemes;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (text.empty()) break;
    const auto symbol = std::ranges::find_if(
        kSymbols, [&](const Symbol& candidate) { return text.starts_with(candidate.text); });
    if (symbol != std::end(kSymbols)) {
      lexemes.push_back({symbol->token, symbol->text});
    } else {
      const std::string_view word = text.substr(0, text.find_first_of(kEnds));
      lexemes.push_back({word == "in"      ? Token::kIn
                         : word == "notin" ? Token::kNotIn
                                           : Token::kIdentifier,
                         word});
    }
    text.remove_prefix(lexemes.back().text.size());
  }
  lexemes.push_back({});
  return lexemes;
}

}  // namespace

class LabelSelectorParser {
 public:
  explicit LabelSelectorParser(std::string_view text) : lexemes_(Lex(text)) {}

  Answer<Selector> Run() {
    Selector selector;
    while (Next() != Token::kEnd) {
      if (!StartsRequirement()) return Fail(", expected: !, identifier, or 'end of string'");
      auto requirement = Requirement();
      if (!requirement) {
        return std::unexpected(
            BadRequest(fmt::format("unable to parse requirement: {}", requirement.error().message)));
      }
      selector.requirements_.push_back(std::move(*requirement));
      if (Next() == Token::kEnd) break;
      if (Next() != Token::kComma) return Fail(", expected: ',' or 'end of string'");
      Take();
      if (!StartsRequirement()) return Fail(", expected: identifier after ','");
    }
    return selector;
  }

 private:
  using Operator = Selector::Operator;

  // `in` and `notin` are words like others where no operator can stand.
  Token Next() const {
    const Token token = lexemes_[at_].token;
    return token == Token::kIn || token == Token::kNotIn ? Token::kIdentifier : token;
  }
  std::string Take() {
    std::string text(lexemes_[at_].text);
    if (at_ + 1 < lexemes_.size()) ++at_;
    return text;
  }
  bool StartsRequirement() const { return Next() == Token::kIdentifier || Next() == Token::kNot; }
  /// What was found and what would have fitted: `, expected: identifier`.
  std::unexpected<Refusal> Fail(std::string_view expected) const {
    return std::unexpected(BadRequest(fmt::format("found '{}'{}", lexemes_[at_].text, expected)));
  }

  Answer<Selector::Requirement> Requirement() {
    Selector::Requirement requirement;
    const bool negated = Next() == Token::kNot;
    if (negated) Take();
    if (Next() != Token::kIdentifier) return Fail(", expected: identifier");
    requirement.key = Take();
    if (auto faults = LabelKeyFaults(requirement.key); !faults.empty()) {
      return std::unexpected(BadRequest(fmt::format("<nil>: Invalid value: {}: {}",
                                                    Json(requirement.key).dump(), fmt::join(faults, "; "))));
    }
    const bool alone = Next() == Token::kEnd || Next() == Token::kComma;
    if (negated || alone) {
      requirement.op = negated ? Operator::kDoesNotExist : Operator::kExists;
      return requirement;
    }
    const Token token = lexemes_[at_].token;
    const auto op = OperatorOf(token);
    if (!op) return Fail(", expected: in, notin, =, ==, !=, gt, lt");
    requirement.op = *op;
    Take();
    const bool set = token == Token::kIn || token == Token::kNotIn;
    auto values = set ? Set() : One();
    if (!values) return std::unexpected(values.error());
    requirement.values.assign(values->begin(), values->end());
    if (auto fault = ValueFaults(requirement)) return std::unexpected(std::move(*fault));
    return requirement;
  }

  static std::optional<Operator> OperatorOf(Token token) {
    switch (token) {
      case Token::kIn:
      case Token::kEqual:
      case Token::kDoubleEqual:
        return Operator::kIn;
      case Token::kNotIn:
      case Token::kNotEqual:
        return Operator::kNotIn;
      case Token::kGreater:
        return Operator::kGreater;
      case Token::kLess:
        return Operator::kLess;
      default:
        return {};
    }
  }

  Answer<std::set<std::string>> One() {
    if (Next() == Token::kEnd || Next() == Token::kComma) return std::set<std::string>{""};
    if (Next() != Token::kIdentifier) return Fail(", expected: identifier");
    return std::set<std::string>{Take()};
  }

  Answer<std::set<std::string>> Set() {
    if (Next() != Token::kOpen) return Fail(" expected: '('");
    Take();
    std::set<std::string> values;
    if (Next() != Token::kIdentifier && Next() != Token::kComma && Next() != Token::kClose)
      return Fail(", expected: ',', ')' or identifier");
    while (true) {
      // Nothing between two commas, or before and after one, is the empty text.
      if (Next() == Token::kIdentifier) {
        values.insert(Take());
      } else {
        values.insert("");
      }
      if (Next() == Token::kClose) break;
      if (Next() != Token::kComma) return Fail(", expected: ',' or ')'");
      Take();
      if (Next() != Token::kIdentifier && Next() != Token::kComma && Next() != Token::kClose)
        return Fail(", expected: ',', or identifier");
    }
    Take();
    return values;
  }

  static std::optional<Refusal> ValueFaults(const Selector::Requirement& requirement) {
    const bool numeric = requirement.op == Operator::kGreater || requirement.op == Operator::kLess;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < requirement.values.size(); ++i) {
      const std::string& value = requirement.values[i];
      const std::string shown = Json(value).dump();
      std::int64_t number = 0;
      const char* end = value.data() + value.size();
      const auto parsed = std::from_chars(value.data(), end, number);
      if (numeric && (parsed.ec != std::errc() || parsed.ptr != end)) {
        texts.push_back(fmt::format(
            "values[{}]: Invalid value: {}: for 'Gt', 'Lt' operators, the value must be an integer", i,
            shown));
      }
      if (auto faults = LabelValueFaults(value); !faults.empty()) {
        texts.push_back(fmt::format("values[{}][{}]: Invalid value: {}: {}", i, requirement.key, shown,
                                    fmt::join(faults, "; ")));
      }
    }
    if (texts.empty()) return {};
    if (texts.size() == 1) return BadRequest(texts.front());
    return BadRequest(fmt::format("[{}]", fmt::join(texts, ", ")));
  }

  std::vector<Lexeme> lexemes_;
  std::size_t at_ = 0;
};

Answer<Selector> Selector::OfLabels(std::string_view text) { return LabelSelectorParser(text).Run(); }

}  // namespace meshctl::sandbox
