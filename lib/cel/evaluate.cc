// SPDX-License-Identifier: Apache-2.0
// The way in: one run against the budget, and what an API server makes of its result.
#include <algorithm>
#include <utility>

#include "cel/cel.h"
#include "cel/evaluator.h"

namespace meshctl::cel {
namespace {

Failure Overspent(const Budget& budget) {
  return {Failure::Reason::kCost,
          budget.left == 0 ? fmt::format("the rules of the object cost more than {}", Budget::kPerObject)
                           : fmt::format("the rule costs more than {}", Budget::kPerRule)};
}

/// Runs the program and hands a value of `kind` to `take`.
template <typename T, typename Take>
std::expected<T, Failure> Run(const Program& program, const Self& self, Budget& budget, const Self* old_self,
                              Kind kind, Take take) {
  Evaluator evaluator(program, self, old_self, std::min(budget.left, Budget::kPerRule));
  const Value value = evaluator.Run();
  const Context& context = evaluator.context();
  budget.left -= context.spent();
  if (context.exhausted()) return std::unexpected(Overspent(budget));
  if (value.is_error()) return std::unexpected(Failure{Failure::Reason::kError, std::string(value.text())});
  if (!value.is(kind)) {
    std::string message = fmt::format("the value is of type {}", TypeName(value));
    return std::unexpected(Failure{Failure::Reason::kError, std::move(message)});
  }
  return take(value);
}

}  // namespace

std::expected<bool, Failure> Evaluate(const Program& program, const Self& self, Budget& budget,
                                      const Self* old_self) {
  return Run<bool>(program, self, budget, old_self, Kind::kBool,
                   [](const Value& value) { return value.boolean; });
}

std::expected<std::string, Failure> EvaluateText(const Program& program, const Self& self, Budget& budget,
                                                 const Self* old_self) {
  return Run<std::string>(program, self, budget, old_self, Kind::kString,
                          [](const Value& value) { return std::string(value.text()); });
}

}  // namespace meshctl::cel
