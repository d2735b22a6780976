// SPDX-License-Identifier: Apache-2.0
// A recursive descent over CEL's grammar. Chains of && and || become one node with many operands, as cel-go
// balances them; everything else that nests is bounded, so that no text can exhaust the stack.
#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "cel/lexer.h"
#include "cel/syntax.h"

namespace meshctl::cel {
namespace {

using Form = Syntax::Form;
using Kind = Token::Kind;

constexpr std::size_t kMaxNesting = 250;

struct Operator {
  std::string_view symbol;
  Op op;
  int level;
};

constexpr std::array<Operator, 12> kOperators = {{{"==", Op::kEqual, 0},
                                                  {"!=", Op::kNotEqual, 0},
                                                  {"<=", Op::kLessOrEqual, 0},
                                                  {">=", Op::kGreaterOrEqual, 0},
                                                  {"<", Op::kLess, 0},
                                                  {">", Op::kGreater, 0},
                                                  {"in", Op::kIn, 0},
                                                  {"+", Op::kAdd, 1},
                                                  {"-", Op::kSubtract, 1},
                                                  {"*", Op::kMultiply, 2},
                                                  {"/", Op::kDivide, 2},
                                                  {"%", Op::kModulo, 2}}};
constexpr int kUnaryLevel = 3;

constexpr std::array<std::string_view, 17> kReserved = {
    "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
    "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};

/// Thrown inside this file only: a descent of fifteen functions stays readable without a result at every
/// step.
struct Stop {
  SyntaxError error;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), lexer_(text) { Advance(); }

  SyntaxTree Run() {
    Expression();
    if (token_.kind != Kind::kEnd) Unexpected();
    return std::move(tree_);
  }

 private:
  using Index = std::uint32_t;

  [[noreturn]] static void Fail(std::size_t offset, std::string message) {
    throw Stop{{offset, std::move(message)}};
  }

  [[noreturn]] void Unexpected() const {
    if (token_.kind == Kind::kEnd) Fail(token_.offset, "the expression ends too early");
    if (token_.kind == Kind::kString || token_.kind == Kind::kBytes) Fail(token_.offset, "unexpected string");
    Fail(token_.offset, fmt::format("unexpected `{}`", token_.text));
  }

  void Advance() {
    auto next = lexer_.Next();
    if (!next) throw Stop{next.error()};
    token_ = std::move(*next);
  }

  bool Accept(std::string_view symbol) {
    if (!token_.Is(symbol)) return false;
    Advance();
    return true;
  }

  void Expect(std::string_view symbol) {
    if (Accept(symbol)) return;
    if (token_.kind == Kind::kEnd)
      Fail(token_.offset, fmt::format("the expression ends where `{}` is missing", symbol));
    Unexpected();
  }

  Index Add(Syntax node) {
    for (const Index operand : node.operands) {
      node.depth = std::max(node.depth, tree_.nodes[operand].depth + 1);
    }
    if (node.depth > kMaxDepth)
      Fail(node.offset, fmt::format("more than {} levels of operations", kMaxDepth));
    if (node.operands.size() > kMaxOperands)
      Fail(node.offset, fmt::format("more than {} operands", kMaxOperands));
    tree_.nodes.push_back(std::move(node));
    return static_cast<Index>(tree_.nodes.size() - 1);
  }

  Index AddOperator(Op op, std::size_t offset, std::vector<Index> operands) {
    return Add({.form = Form::kOperator, .op = op, .offset = offset, .operands = std::move(operands)});
  }

  Index Expression() {
    if (++nesting_ > kMaxNesting)
      Fail(token_.offset, fmt::format("more than {} levels of nesting", kMaxNesting));
    Index index = Chain("||", Op::kOr);
    if (token_.Is("?")) {
      const std::size_t offset = token_.offset;
      Advance();
      const Index yes = Chain("||", Op::kOr);
      Expect(":");
      const Index no = Expression();
      index = AddOperator(Op::kCondition, offset, {index, yes, no});
    }
    --nesting_;
    return index;
  }

  Index Chain(std::string_view symbol, Op op) {
    const std::size_t offset = token_.offset;
    const auto operand = [&] { return op == Op::kOr ? Chain("&&", Op::kAnd) : Binary(0); };
    std::vector<Index> operands = {operand()};
    while (Accept(symbol)) operands.push_back(operand());
    return operands.size() == 1 ? operands[0] : AddOperator(op, offset, std::move(operands));
  }

  const Operator* OperatorAt(int level) const {
    if (token_.kind != Kind::kSymbol && token_.text != "in") return nullptr;
    for (const Operator& candidate : kOperators) {
      if (candidate.level == level && candidate.symbol == token_.text) return &candidate;
    }
    return nullptr;
  }

  Index Binary(int level) {
    if (level == kUnaryLevel) return Unary();
    Index left = Binary(level + 1);
    while (const Operator* found = OperatorAt(level)) {
      const std::size_t offset = token_.offset;
      Advance();
      const Index right = Binary(level + 1);
      left = AddOperator(found->op, offset, {left, right});
    }
    return left;
  }

  Index Unary() {
    const std::size_t offset = token_.offset;
    if (token_.Is("!")) {
      bool odd = false;
      while (Accept("!")) odd = !odd;
      const Index operand = Member(false);
      return odd ? AddOperator(Op::kNot, offset, {operand}) : operand;
    }
    bool negative = false;
    while (Accept("-")) negative = !negative;
    const bool number = token_.kind == Kind::kInt || token_.kind == Kind::kDouble;
    const Index operand = Member(negative && number);
    return negative && !number ? AddOperator(Op::kNegate, offset, {operand}) : operand;
  }

  std::string_view Name() {
    if (token_.kind != Kind::kName || token_.text == "in" || token_.text == "true" ||
        token_.text == "false" || token_.text == "null") {
      Unexpected();
    }
    const std::string_view name = token_.text;
    Advance();
    return name;
  }

  Index Member(bool negative) {
    Index index = Primary(negative);
    while (true) {
      const std::size_t offset = token_.offset;
      const bool optional = token_.Is(".?") || token_.Is("[?");
      if (Accept(".") || Accept(".?")) {
        index = SelectOrCall(index, optional);
      } else if (Accept("[") || Accept("[?")) {
        const Index key = Expression();
        Expect("]");
        index = Add({.form = Form::kIndex, .optional = optional, .offset = offset, .operands = {index, key}});
      } else if (token_.Is("{")) {
        Fail(offset, "messages cannot be made here");
      } else {
        return index;
      }
    }
  }

  Index SelectOrCall(Index operand, bool optional) {
    const std::size_t offset = token_.offset;
    Syntax node{.form = Form::kSelect, .optional = optional, .offset = offset, .text = std::string(Name())};
    node.operands = {operand};
    if (!optional && Accept("(")) {
      node.form = Form::kCall;
      node.member = true;
      Arguments(node.operands, ")");
    }
    return Add(std::move(node));
  }

  void Arguments(std::vector<Index>& operands, std::string_view close) {
    if (Accept(close)) return;
    do {
      operands.push_back(Expression());
    } while (Accept(","));
    Expect(close);
  }

  /// An element of a list or the key of a map, which a `?` makes optional.
  Index Element() {
    const std::size_t offset = token_.offset;
    if (!Accept("?")) return Expression();
    const Index element = Expression();
    return Add({.form = Form::kOptional, .op = Op::kOptional, .offset = offset, .operands = {element}});
  }

  Index Primary(bool negative) {
    const std::size_t offset = token_.offset;
    switch (token_.kind) {
      case Kind::kInt:
      case Kind::kUint:
      case Kind::kDouble:
        return Number(negative);
      case Kind::kString:
      case Kind::kBytes: {
        Syntax node{.form = Form::kLiteral, .offset = offset};
        node.op = token_.kind == Kind::kString ? Op::kString : Op::kBytes;
        node.text = std::move(token_.value);
        Advance();
        return Add(std::move(node));
      }
      case Kind::kName:
        return NameOrCall();
      default:
        break;
    }
    if (Accept("(")) {
      const Index index = Expression();
      Expect(")");
      return index;
    }
    if (Accept("[")) return List(offset, false);
    if (Accept("[?")) return List(offset, true);
    if (Accept("{")) return Map(offset);
    if (Accept(".")) return NameOrCall();
    Unexpected();
  }

  Index NameOrCall() {
    const std::size_t offset = token_.offset;
    for (const std::string_view word : {"true", "false"}) {
      if (token_.text != word) continue;
      Advance();
      return Add({.form = Form::kLiteral, .op = Op::kBool, .offset = offset, .bits = word == "true"});
    }
    if (token_.text == "null") {
      Advance();
      return Add({.form = Form::kLiteral, .op = Op::kNull, .offset = offset});
    }
    Syntax node{.form = Form::kName, .offset = offset, .text = std::string(Name())};
    for (const std::string_view word : kReserved) {
      if (node.text == word) Fail(offset, fmt::format("`{}` is a reserved word", word));
    }
    if (Accept("(")) {
      node.form = Form::kCall;
      Arguments(node.operands, ")");
    }
    return Add(std::move(node));
  }

  Index List(std::size_t offset, bool optional) {
    Syntax node{.form = Form::kList, .op = Op::kList, .offset = offset};
    if (!optional && Accept(",") && !token_.Is("]")) Unexpected();  // `[,]` is a list
    while (optional || !token_.Is("]")) {
      if (std::exchange(optional, false)) {  // the lexer took `[?` for one symbol
        const Index element = Expression();
        node.operands.push_back(
            Add({.form = Form::kOptional, .op = Op::kOptional, .offset = offset, .operands = {element}}));
      } else {
        node.operands.push_back(Element());
      }
      if (!Accept(",")) break;
    }
    Expect("]");
    return Add(std::move(node));
  }

  Index Map(std::size_t offset) {
    Syntax node{.form = Form::kMap, .op = Op::kMap, .offset = offset};
    if (Accept(",") && !token_.Is("}")) Unexpected();
    while (!token_.Is("}")) {
      node.operands.push_back(Element());
      Expect(":");
      node.operands.push_back(Expression());
      if (!Accept(",")) break;
    }
    Expect("}");
    return Add(std::move(node));
  }

  template <typename T>
  std::optional<T> Convert(std::string digits) const {
    T value{};
    int base = 10;
    if (const std::size_t prefix = digits.find_first_of("xX"); prefix != std::string::npos) {
      digits.erase(prefix - 1, 2);
      base = 16;
    }
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
  }

  Index Number(bool negative) {
    Syntax node{.form = Form::kLiteral, .offset = token_.offset};
    const std::string digits = (negative ? "-" : "") + std::string(token_.text);
    bool fits = true;
    if (token_.kind == Kind::kDouble) {
      node.op = Op::kDouble;
      double value = 0;
      const std::string number = digits.starts_with('.') ? "0" + digits : digits;
      const auto result = std::from_chars(number.data(), number.data() + number.size(), value);
      fits = result.ec == std::errc();
      node.bits = std::bit_cast<std::uint64_t>(value);
    } else if (token_.kind == Kind::kUint) {
      node.op = Op::kUint;
      const auto value = Convert<std::uint64_t>(digits);
      fits = value.has_value();
      node.bits = value.value_or(0);
    } else {
      node.op = Op::kInt;
      const auto value = Convert<std::int64_t>(digits);
      fits = value.has_value();
      node.bits = static_cast<std::uint64_t>(value.value_or(0));
    }
    if (!fits) Fail(node.offset, fmt::format("the number `{}` is out of range", digits));
    Advance();
    return Add(std::move(node));
  }

  std::string_view text_;
  Lexer lexer_;
  Token token_;
  SyntaxTree tree_;
  std::size_t nesting_ = 0;
};

}  // namespace

std::expected<SyntaxTree, SyntaxError> Parse(std::string_view text) {
  if (text.size() > kMaxLength) {
    return std::unexpected(SyntaxError{kMaxLength, fmt::format("longer than {} characters", kMaxLength)});
  }
  if (const std::size_t invalid = utf8::ScanText(text).first_invalid; invalid != std::string::npos) {
    return std::unexpected(SyntaxError{invalid, "the text is not UTF-8"});
  }
  try {
    return Parser(text).Run();
  } catch (Stop& stop) {
    return std::unexpected(std::move(stop.error));
  }
}

}  // namespace meshctl::cel
