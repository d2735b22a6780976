// SPDX-License-Identifier: Apache-2.0
// What the table of expressions cannot show: budgets, limits of size, texts that span lines, oldSelf, results
// of the wrong type.
#include "cel/cel.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "cel/op.h"
#include "cel/test_schema.h"

namespace meshctl::cel {
namespace {

/// `true`, `false`, the failure, or where the text does not compile.
std::string Outcome(const std::string& text, const std::string& yaml = "{}",
                    std::uint64_t left = Budget::kPerObject) {
  const auto compiled = Compile(text);
  if (!compiled) return fmt::format("{}: {}", compiled.error().offset, compiled.error().message);
  const Document document(yaml);
  Budget budget{left};
  const auto holds = Evaluate(compiled->program(), {&document.root(), nullptr}, budget);
  if (holds) return *holds ? "true" : "false";
  return (holds.error().reason == Failure::Reason::kCost ? "cost: " : "error: ") + holds.error().message;
}

std::string Repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(CelTest, SpendsTheBudget) {
  const auto compiled = Compile("self.a == 1 && self.b == 2");
  ASSERT_TRUE(compiled);
  const Document document("{a: 1, b: 2}");
  Budget budget;
  EXPECT_EQ(Evaluate(compiled->program(), {&document.root(), nullptr}, budget), true);
  EXPECT_EQ(budget.left, Budget::kPerObject - 6);
}

TEST(CelTest, StopsAtTheLimitOfARule) {
  const std::string list = "[" + Repeated("0,", 100) + "]";
  EXPECT_EQ(Outcome(fmt::format("{0}.all(a, {0}.all(b, {0}.all(c, a == b || c == 0)))", list)),
            "cost: the rule costs more than 1000000");
}

TEST(CelTest, StopsAtTheLimitOfAnObject) {
  EXPECT_EQ(Outcome("self.a == 1", "{a: 1}", 3), "true");
  EXPECT_EQ(Outcome("self.a == 1", "{a: 1}", 2), "cost: the rules of the object cost more than 10000000");
}

TEST(CelTest, AbsorbsNoCost) {
  EXPECT_EQ(Outcome("self.a == 1 || true", "{a: 1}", 2),
            "cost: the rules of the object cost more than 10000000");
}

TEST(CelTest, BoundsWhatTheCostDoesNotSee) {
  const std::string doubling = "[[0]]" + Repeated(".map(x, x + x)", 40) + "[0].size() > 0";
  EXPECT_EQ(Outcome(doubling), "cost: the rule costs more than 1000000");
  const std::string pairs = "[0]" + Repeated(".map(x, [x, x])", 40);
  EXPECT_EQ(Outcome(fmt::format("{0} == {0}", pairs)), "cost: the rule costs more than 1000000");
  EXPECT_EQ(Outcome("lists.range(9000000000000000000).size() > 0"), "cost: the rule costs more than 1000000");
}

TEST(CelTest, BoundsNesting) {
  EXPECT_EQ(Outcome(Repeated("(", 249) + "true" + Repeated(")", 249)), "true");
  EXPECT_EQ(Outcome(Repeated("(", 100'000)), "250: more than 250 levels of nesting");
  EXPECT_EQ(Outcome(Repeated("[", 1000)), "250: more than 250 levels of nesting");
  EXPECT_EQ(Outcome("self" + Repeated(".a", 1000) + " == 1"), "803: more than 400 levels of operations");
  EXPECT_EQ(Outcome("1" + Repeated(" + 1", 1000) + " == 1"), "1598: more than 400 levels of operations");
  EXPECT_EQ(Outcome(Repeated("!", 99'996) + "true"), "true");
  EXPECT_EQ(Outcome(Repeated("true && ", 5000) + "true"), "true");
  EXPECT_EQ(Outcome(std::string(100'001, ' ')), "100000: longer than 100000 characters");
}

TEST(CelTest, BoundsVariables) {
  std::string text = "true";
  for (int i = 0; i < 33; ++i) text = fmt::format("[1].all(v{}, {})", i, text);
  EXPECT_EQ(Outcome(text), "411: more than 32 variables");
}

TEST(CelTest, ReadsStringsOverSeveralLines) {
  EXPECT_EQ(Outcome("'''a\nb\"\\''''.size() == 5"), "true");
  EXPECT_EQ(Outcome("r\"\"\"a\\\r\nb\"\"\" == 'a\\\\\\nb'"), "true");
  EXPECT_EQ(Outcome("true // a comment\n && true"), "true");
}

TEST(CelTest, RefusesWhatIsNotUtf8) { EXPECT_EQ(Outcome("'\xFF' == ''"), "1: the text is not UTF-8"); }

TEST(CelTest, WantsTheRightType) {
  EXPECT_EQ(Outcome("1"), "error: the value is of type int");
  EXPECT_EQ(Outcome("self.a", "{a: x}"), "error: the value is of type string");
  EXPECT_EQ(Outcome(""), "0: the expression ends too early");
}

TEST(CelTest, GivesTexts) {
  const auto compiled = Compile("'port ' + string(self.port)");
  ASSERT_TRUE(compiled);
  const Document document("{port: 80}");
  Budget budget;
  EXPECT_EQ(EvaluateText(compiled->program(), {&document.root(), nullptr}, budget).value(), "port 80");
}

TEST(CelTest, ComparesWithTheOldObject) {
  const auto compiled = Compile("self.a >= oldSelf.a");
  ASSERT_TRUE(compiled);
  EXPECT_TRUE(compiled->uses_old_self);
  const Document before("{a: 2}");
  const Document after("{a: 1}");
  const Self old_self{&before.root(), nullptr};
  Budget budget;
  EXPECT_EQ(Evaluate(compiled->program(), {&after.root(), nullptr}, budget, &old_self), false);
  EXPECT_EQ(Outcome("!oldSelf.hasValue() || oldSelf.value().a == 1"), "true");
}

TEST(CelTest, ReadsNodesWithoutAShape) {
  EXPECT_EQ(
      Outcome(
          "self.a == 1 && self.b == 1.5 && self.c == 'x' && self.d == null && self.e[0] && self.f.g == 2.0",
          "{a: 1, b: 1.5, c: x, d: null, e: [true], f: {g: 2}}"),
      "true");
  EXPECT_EQ(Outcome("has(self.d) && !has(self.z)", "{d: null}"), "true");
}

TEST(CelTest, NamesTypesThatDoNotFit) {
  const Document schema(
      "{type: object, properties: {a: {type: integer}, b: {type: string, format: duration}}}");
  const SchemaShape shape(schema.root());
  const Document document("{a: x, b: soon}");
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"self.a == 1", "invalid data, expected integer, got string"},
           {"self.b > duration('1s')", "invalid duration soon"}}) {
    Budget budget;
    const auto holds = Evaluate(Compile(text)->program(), {&document.root(), &shape}, budget);
    ASSERT_FALSE(holds);
    EXPECT_EQ(holds.error().message, message);
  }
}

TEST(CelTest, MatchesFromManyThreads) {
  const auto compiled = Compile("self.a.matches('^x+' + self.b)");
  ASSERT_TRUE(compiled);
  std::vector<std::thread> threads;
  std::vector<int> matched(4);
  for (std::size_t t = 0; t < matched.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 400; ++i) {
        const Document document(fmt::format("{{a: xxx{0}, b: '{0}'}}", i));
        Budget budget;
        matched[t] += Evaluate(compiled->program(), {&document.root(), nullptr}, budget) == true ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(matched, std::vector<int>(4, 400));
}

}  // namespace
}  // namespace meshctl::cel
