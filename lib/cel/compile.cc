// SPDX-License-Identifier: Apache-2.0
// Tree to program: resolves names to variables, functions, macros and types, checks the counts of arguments
// and works out beforehand what every access costs. What cel-go folds to constants is marked here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/counted.h"
#include "cel/cel.h"
#include "cel/evaluator.h"
#include "cel/functions.h"
#include "cel/names.h"
#include "cel/op.h"
#include "cel/regex.h"
#include "cel/syntax.h"
#include "cel/times.h"

namespace meshctl::cel {
namespace {

using Form = Syntax::Form;

/// A macro, told by its name and the arguments between its parentheses.
struct Macro {
  std::string_view name;
  std::size_t arguments;
  Op op;
  std::uint8_t flags;
};

constexpr auto kMacros =
    std::to_array<Macro>({{"all", 2, Op::kAll, 0},
                          {"all", 3, Op::kAll, kTwoVariables},
                          {"exists", 2, Op::kExists, 0},
                          {"exists", 3, Op::kExists, kTwoVariables},
                          {"exists_one", 2, Op::kExistsOne, 0},
                          {"exists_one", 3, Op::kExistsOne, kTwoVariables},
                          {"existsOne", 2, Op::kExistsOne, 0},
                          {"existsOne", 3, Op::kExistsOne, kTwoVariables},
                          {"map", 2, Op::kMapMacro, 0},
                          {"map", 3, Op::kMapMacro, kFiltered},
                          {"filter", 2, Op::kFilter, 0},
                          {"transformList", 3, Op::kMapMacro, kTwoVariables},
                          {"transformList", 4, Op::kMapMacro, kTwoVariables | kFiltered},
                          {"transformMap", 3, Op::kTransformMap, kTwoVariables},
                          {"transformMap", 4, Op::kTransformMap, kTwoVariables | kFiltered},
                          {"transformMapEntry", 3, Op::kTransformMapEntry, kTwoVariables},
                          {"transformMapEntry", 4, Op::kTransformMapEntry, kTwoVariables | kFiltered},
                          {"sortBy", 2, Op::kSortBy, 0},
                          {"optMap", 2, Op::kOptMap, 0},
                          {"optFlatMap", 2, Op::kOptFlatMap, 0}});

/// Thrown inside this file only.
struct Stop {
  SyntaxError error;
};

[[noreturn]] void Fail(const Syntax& at, std::string message) { throw Stop{{at.offset, std::move(message)}}; }

class Compiler {
 public:
  explicit Compiler(const SyntaxTree& tree) : tree_(tree) {}

  Compiled Run() {
    Emit(static_cast<Index>(tree_.nodes.size() - 1), false);
    return std::move(out_);
  }

 private:
  using Index = std::uint32_t;

  struct Variable {
    std::string_view name;
    std::uint32_t slot;
  };

  const Syntax& At(Index index) const { return tree_.nodes[index]; }

  std::size_t Add(Op op, std::uint32_t a = 0, std::uint8_t flags = 0, std::size_t count = 0) {
    out_.steps.push_back({static_cast<std::uint8_t>(op), flags, static_cast<std::uint16_t>(count), a, 0});
    return out_.steps.size() - 1;
  }

  void Close(std::size_t step) { out_.steps[step].b = static_cast<std::uint32_t>(out_.steps.size()); }

  std::uint32_t Pool(std::string_view bytes) {
    const auto [at, added] =
        pooled_.try_emplace(std::string(bytes), static_cast<std::uint32_t>(out_.pool.size()));
    if (added) out_.pool.append(bytes);
    return at->second;
  }

  static std::string Sized(std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    return std::string(reinterpret_cast<const char*>(&size), sizeof size).append(text);
  }

  std::uint32_t PoolWord(std::uint64_t bits) {
    return Pool({reinterpret_cast<const char*>(&bits), sizeof bits});
  }

  const Variable* Find(std::string_view name) const {
    for (std::size_t i = scope_.size(); i-- > 0;) {
      if (scope_[i].name == name) return &scope_[i];
    }
    return nullptr;
  }

  bool IsValue(std::string_view name) const {
    return name == "self" || name == "oldSelf" || Find(name) != nullptr;
  }

  /// `a.b.c` when the tree below is nothing else and does not begin with a variable; else empty.
  std::string QualifiedName(Index index) const {
    const Syntax& node = At(index);
    if (node.form == Form::kName) return IsValue(node.text) ? std::string() : node.text;
    if (node.form != Form::kSelect || node.optional) return {};
    const std::string front = QualifiedName(node.operands[0]);
    return front.empty() ? front : front + "." + node.text;
  }

  /// Whether cel-go plans the access to a name or field here, which costs differently from a computed value.
  bool IsAttribute(Index index) const {
    const Syntax& node = At(index);
    if (node.form == Form::kSelect || node.form == Form::kIndex) return true;
    return (node.form == Form::kName && IsValue(node.text)) ||
           (node.form == Form::kOperator && node.op == Op::kCondition);
  }

  void Emit(Index index, bool in_branch) {
    const Syntax& node = At(index);
    switch (node.form) {
      case Form::kLiteral:
        return EmitLiteral(node);
      case Form::kName:
        return EmitName(index, in_branch);
      case Form::kSelect:
        return EmitSelect(index, in_branch);
      case Form::kIndex: {
        const std::size_t step = Add(Op::kIndex, 0, AccessFlags(index, in_branch));
        Emit(node.operands[0], in_branch);
        Emit(node.operands[1], false);
        return Close(step);
      }
      case Form::kCall:
        return node.member ? EmitMemberCall(index) : EmitGlobalCall(index);
      case Form::kList:
      case Form::kMap:
      case Form::kOptional:
      case Form::kOperator:
        return EmitOperator(index);
    }
  }

  void EmitLiteral(const Syntax& node) {
    std::uint32_t a = static_cast<std::uint32_t>(node.bits);
    if (node.op == Op::kString || node.op == Op::kBytes) a = Pool(Sized(node.text));
    if (node.op == Op::kInt || node.op == Op::kUint || node.op == Op::kDouble) a = PoolWord(node.bits);
    Close(Add(node.op, a));
  }

  void EmitName(Index index, bool in_branch) {
    const Syntax& node = At(index);
    const std::uint8_t charge = in_branch ? 0 : 1;
    if (const Variable* variable = Find(node.text)) return Close(Add(Op::kVariable, variable->slot, charge));
    if (node.text == "self") return Close(Add(Op::kSelf, 0, charge));
    if (node.text == "oldSelf") {
      out_.uses_old_self = true;
      return Close(Add(Op::kOldSelf, 0, charge));
    }
    if (IsTypeName(node.text)) return Close(Add(Op::kTypeName, Pool(Sized(node.text))));
    Fail(node, fmt::format("undeclared reference to `{}`", node.text));
  }

  std::uint8_t AccessFlags(Index index, bool in_branch) const {
    const Syntax& node = At(index);
    const bool computed = !IsAttribute(node.operands[0]) && !in_branch;
    return static_cast<std::uint8_t>((computed ? 2 : 1) | (node.optional ? kOptionalAccess : 0));
  }

  /// A field name, followed in the pool by the property it means where that is written otherwise.
  std::pair<std::uint32_t, std::uint8_t> PoolField(std::string_view name) {
    const std::optional<std::string> property = Unescape(name);
    if (!property) return {Pool(Sized(name)), kUnreachable};
    if (*property == name) return {Pool(Sized(name)), 0};
    return {Pool(Sized(name) + Sized(*property)), kEscaped};
  }

  void EmitSelect(Index index, bool in_branch) {
    const Syntax& node = At(index);
    if (const std::string name = QualifiedName(index); !name.empty()) {
      if (IsTypeName(name)) return Close(Add(Op::kTypeName, Pool(Sized(name))));
      FailAtRoot(index);
    }
    const auto [field, flags] = PoolField(node.text);
    const auto all = static_cast<std::uint8_t>(flags | AccessFlags(index, in_branch));
    const std::size_t step = Add(Op::kSelect, field, all);
    Emit(node.operands[0], in_branch);
    Close(step);
  }

  void EmitHas(const Syntax& call) {
    const Syntax& argument = At(call.operands[0]);
    if (argument.form != Form::kSelect || !QualifiedName(call.operands[0]).empty()) {
      Fail(call, "has() wants a field: `has(self.x)`");
    }
    const auto [field, flags] = PoolField(argument.text);
    const std::uint8_t charge = IsAttribute(argument.operands[0]) ? 0 : 1;
    const std::size_t step = Add(Op::kHas, field, static_cast<std::uint8_t>(flags | charge));
    Emit(argument.operands[0], false);
    Close(step);
  }

  /// Whether cel-go knows the value of the step before it runs anything.
  bool IsConstant(std::size_t step) const {
    const Step& at = out_.steps[step];
    return at.op <= static_cast<std::uint8_t>(Op::kTypeName) || (at.flags & kConstant) != 0;
  }

  bool AllConstant(std::size_t step) const {
    for (std::size_t at = step + 1; at < out_.steps.size(); at = out_.steps[at].b) {
      if (!IsConstant(at)) return false;
    }
    return true;
  }

  /// Whether `in` becomes a look-up: in a list of nothing but simple literals.
  bool IsConstantSet(std::size_t list) const {
    if (out_.steps[list].op != static_cast<std::uint8_t>(Op::kList)) return false;
    for (std::size_t at = list + 1; at < out_.steps[list].b; at = out_.steps[at].b) {
      const Op op = static_cast<Op>(out_.steps[at].op);
      if (op < Op::kBool || op > Op::kString) return false;
    }
    return true;
  }

  void EmitOperator(Index index) {
    const Syntax& node = At(index);
    const std::size_t step = Add(node.op, 0, 0, node.operands.size());
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      Emit(node.operands[i], node.op == Op::kCondition && i > 0);
    }
    Close(step);
    const bool literal = node.op == Op::kList || node.op == Op::kMap;
    const bool folded =
        literal ? AllConstant(step) : node.op == Op::kIn && IsConstantSet(out_.steps[step + 1].b);
    if (folded) out_.steps[step].flags |= kConstant;
  }

  void EmitGlobalCall(Index index) {
    const Syntax& node = At(index);
    if (node.text == "has" && node.operands.size() == 1) return EmitHas(node);
    const Signature* signature = FindSignature(node.text);
    if (signature == nullptr) Fail(node, fmt::format("undeclared reference to `{}`", node.text));
    CheckCount(node, *signature, false);
    EmitCall(node, *signature, 0);
  }

  void EmitMemberCall(Index index) {
    const Syntax& node = At(index);
    if (const std::string front = QualifiedName(node.operands[0]); !front.empty()) {
      const Signature* signature = FindSignature(front + "." + node.text);
      if (signature == nullptr) FailAtRoot(node.operands[0]);
      CheckCount(node, *signature, true);
      return EmitCall(node, *signature, 1);
    }
    for (const Macro& macro : kMacros) {
      if (macro.name == node.text && macro.arguments == node.operands.size() - 1)
        return EmitMacro(node, macro);
    }
    const Signature* signature = FindSignature(node.text);
    if (signature == nullptr && std::ranges::count(kMacros, node.text, &Macro::name) > 0) {
      Fail(node, fmt::format("`{0}` wants a variable and an expression: `x.{0}(v, ...)`", node.text));
    }
    if (signature == nullptr) Fail(node, fmt::format("undeclared reference to `{}`", node.text));
    CheckCount(node, *signature, false);
    EmitCall(node, *signature, 0);
  }

  /// Complains about the name that a chain of fields begins with.
  [[noreturn]] void FailAtRoot(Index index) const {
    while (At(index).form != Form::kName) index = At(index).operands[0];
    Fail(At(index), fmt::format("undeclared reference to `{}`", At(index).text));
  }

  static void CheckCount(const Syntax& node, const Signature& signature, bool qualified) {
    const bool member = node.member && !qualified;
    const int minimum = member ? signature.member_min : signature.global_min;
    const int maximum = member ? signature.member_max : signature.global_max;
    if (maximum < 0) {
      Fail(node, member ? fmt::format("`{0}` is called as `{0}(x)`", signature.name)
                        : fmt::format("`{0}` is called as `x.{0}()`", signature.name));
    }
    const auto given = static_cast<int>(node.operands.size()) - (node.member ? 1 : 0);
    if (given >= minimum && given <= maximum) return;
    const int wanted = given < minimum ? minimum : maximum;
    Fail(node, fmt::format("`{}` takes {}{}, not {}", signature.name,
                           minimum == maximum ? "" : (given < minimum ? "at least " : "at most "),
                           Counted(static_cast<std::uint64_t>(wanted), "argument"), given));
  }

  void EmitCall(const Syntax& node, const Signature& signature, std::size_t skip) {
    const std::size_t step =
        Add(Op::kCall, static_cast<std::uint32_t>(signature.function), 0, node.operands.size() - skip);
    if (signature.function == Function::kNamedFormat) {  // the format is the operand
      out_.steps[step].count = 1;
      Close(Add(Op::kString, Pool(Sized(node.text))));
    }
    for (std::size_t i = skip; i < node.operands.size(); ++i) Emit(node.operands[i], false);
    Close(step);
    CheckLiteral(node, signature.function, step);
    if (IsConversion(signature.function) && AllConstant(step)) Fold(node, step);
  }

  /// Marks the conversion of a constant, and fails where it does.
  void Fold(const Syntax& node, std::size_t step) {
    out_.steps[step].flags |= kConstant;
    const Self nobody;
    Evaluator evaluator(out_.program(), nobody, nullptr, Budget::kPerRule);
    const Value value = evaluator.Run(step);
    if (value.is_error()) Fail(node, std::string(value.text()));
  }

  /// What Kubernetes checks in literals; a literal duration is read here, once and for all.
  void CheckLiteral(const Syntax& node, Function function, std::size_t step) {
    const Syntax& last = At(node.operands.empty() ? 0 : node.operands.back());
    const Index pattern = node.operands.size() > 1 ? node.operands[1] : 0;
    if (function == Function::kDuration && last.op == Op::kString && last.form == Form::kLiteral) {
      const auto duration = ParseDuration(last.text);
      if (!duration) Fail(last, "no duration: those are written like `1h30m` or `1.5s`");
      out_.steps.resize(step);
      Close(Add(Op::kDuration, PoolWord(static_cast<std::uint64_t>(*duration))));
    } else if (function == Function::kTimestamp && last.op == Op::kString && last.form == Form::kLiteral) {
      if (!ParseTimestamp(last.text))
        Fail(last, "no timestamp: those are written like `2006-01-02T15:04:05Z`");
    } else if (function == Function::kMatches || function == Function::kFind ||
               function == Function::kFindAll) {
      if (At(pattern).form != Form::kLiteral || At(pattern).op != Op::kString) return;
      if (const auto fault = RegexFault(At(pattern).text); !fault.empty())
        Fail(At(pattern), fmt::format("no regular expression: {}", fault));
    }
  }

  void EmitMacro(const Syntax& node, const Macro& macro) {
    const std::size_t variables = (macro.flags & kTwoVariables) != 0 ? 2 : 1;
    if (scope_.size() + variables > kMaxVariables)
      Fail(node, fmt::format("more than {} variables", kMaxVariables));
    const std::size_t step = Add(macro.op, static_cast<std::uint32_t>(scope_.size()), macro.flags);
    Emit(node.operands[0], false);
    for (std::size_t i = 1; i <= variables; ++i) {
      const Syntax& name = At(node.operands[i]);
      if (name.form != Form::kName)
        Fail(name, fmt::format("`{}` wants the name of a variable here", macro.name));
      if (i == 2 && name.text == scope_.back().name) Fail(name, "both variables have the same name");
      scope_.push_back({name.text, static_cast<std::uint32_t>(scope_.size())});
    }
    for (std::size_t i = variables + 1; i < node.operands.size(); ++i) Emit(node.operands[i], false);
    scope_.resize(scope_.size() - variables);
    Close(step);
  }

  const SyntaxTree& tree_;
  Compiled out_;
  std::vector<Variable> scope_;
  std::map<std::string, std::uint32_t> pooled_;
};

}  // namespace

std::expected<Compiled, SyntaxError> Compile(std::string_view text) {
  auto tree = Parse(text);
  if (!tree) return std::unexpected(std::move(tree.error()));
  try {
    return Compiler(*tree).Run();
  } catch (Stop& stop) {
    return std::unexpected(std::move(stop.error));
  }
}

}  // namespace meshctl::cel
