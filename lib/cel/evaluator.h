// SPDX-License-Identifier: Apache-2.0
// Runs a program. One Evaluator is one run.
#pragma once

#include <cstdint>
#include <span>

#include "cel/cel.h"
#include "cel/context.h"
#include "cel/op.h"
#include "cel/value.h"

namespace meshctl::cel {

class Evaluator {
 public:
  /// `limit` is what the run may cost.
  Evaluator(const Program& program, const Self& self, const Self* old_self, std::uint64_t limit)
      : steps_(program.steps), pool_(program.pool), self_(self), old_self_(old_self), context_(limit) {}

  /// The value of the program, or of the part of it that begins at a step; lives as long as the Evaluator,
  /// the program and the document.
  Value Run(std::size_t step = 0) { return Eval(static_cast<At>(step)); }
  Context& context() { return context_; }

 private:
  using At = std::uint32_t;

  Value Eval(At at);
  Value Constant(const Step& step) const;
  Value OldSelf();
  Value Select(At at);
  Value Has(At at);
  Value Index(At at);
  Value OptionalAccess(const Step& step, const Value& base, bool found, const Value& value);
  Value Not(At at);
  Value Negation(At at);
  Value Binary(At at);
  Value In(At at);
  bool InConstants(At list, const Value& element);
  Value Logic(At at, bool stop);
  Value Condition(At at);
  Value List(At at);
  Value Map(At at);
  Value CallFunction(At at);

  /// The operand behind operand `at`.
  At Next(At at) const { return steps_[at].b; }
  /// The field of a value, and whether it has one; a value that has no fields is an error in `found`.
  bool Field(const Step& step, const Value& base, Value& found);

  // Macros (macros.cc). `visit(index)` is called with the variables set until it answers false.
  template <typename Visit>
  Value ForEach(const Step& step, const Value& range, Visit visit);
  Value Macro(At at);
  Value All(const Step& step, const Value& range, At body, bool stop);
  Value ExistsOne(const Step& step, const Value& range, At body);
  Value MapMacro(const Step& step, const Value& range, At condition, At body);
  Value Filter(const Step& step, const Value& range, At body);
  Value TransformMap(const Step& step, const Value& range, At condition, At body);
  Value SortByMacro(const Step& step, const Value& range, At body);
  /// Whether the variable occurs.
  bool Uses(At body, std::uint32_t slot) const;
  Value OptMap(const Step& step, const Value& optional, At body, std::uint64_t cost);
  /// Whether the element is wanted: true, false or an error.
  Value Wanted(At condition);

  std::span<const Step> steps_;
  std::string_view pool_;
  const Self& self_;
  const Self* old_self_;
  Context context_;
  Value* variables_ = nullptr;
};

}  // namespace meshctl::cel
