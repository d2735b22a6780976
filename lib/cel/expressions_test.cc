// SPDX-License-Identifier: Apache-2.0
// The table of expressions in testdata/cel: each line an expression over self.yaml with what it costs, can
// cost and gives, how it fails or why it does not compile. All of it was compared with cel-go in
// Kubernetes 1.36.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "cel/cel.h"
#include "cel/estimate.h"
#include "cel/evaluator.h"
#include "cel/test_print.h"
#include "cel/test_schema.h"
#include "testing/golden.h"

namespace meshctl::cel {
namespace {

constexpr std::string_view kGives = " => ";
constexpr std::string_view kFails = " !! ";
constexpr std::string_view kWrong = " ?? ";

/// The expression of a row: what stands between its cost and the last mark.
std::string ExpressionOf(const std::string& row) {
  std::size_t end = std::string::npos;
  for (const std::string_view mark : {kGives, kFails, kWrong}) {
    const std::size_t at = row.rfind(mark);
    if (at != std::string::npos && (end == std::string::npos || at > end)) end = at;
  }
  const std::size_t begin = row.find("| ");
  return begin == std::string::npos ? row : row.substr(begin + 2, end - begin - 2);
}

std::string Row(const std::string& expression, const Self& self) {
  const auto compiled = Compile(expression);
  if (!compiled) {
    return fmt::format("     | {}{}{}: {}", expression, kWrong, compiled.error().offset,
                       compiled.error().message);
  }
  const Program program = compiled->program();
  Evaluator evaluator(program, self, &self, Budget::kPerRule);
  const Value value = evaluator.Run();
  const std::uint64_t cost = evaluator.context().spent();
  if (value.is_error()) return fmt::format("     | {}{}{}", expression, kFails, value.text());
  const Estimate estimate = EstimateCost(program, *self.shape);
  return fmt::format("{:4} <= {} | {}{}{}", cost, estimate.cost, expression, kGives,
                     PrintValue(evaluator.context(), value));
}

TEST(ExpressionsTest, CostAndGiveWhatTheTableSays) {
  const Document schema(testing::ReadSource("testdata/cel/schema.yaml"));
  const Document document(testing::ReadSource("testdata/cel/self.yaml"));
  const SchemaShape shape(schema.root());
  const Self self{&document.root(), &shape};
  const std::string path = "testdata/cel/expressions.txt";
  std::istringstream rows(testing::ReadSource(path));
  std::string actual;
  for (std::string row; std::getline(rows, row);) {
    actual += row.empty() || row.starts_with('#') ? row : Row(ExpressionOf(row), self);
    actual += '\n';
  }
  EXPECT_TRUE(testing::MatchesFile(path, actual));
}

}  // namespace
}  // namespace meshctl::cel
