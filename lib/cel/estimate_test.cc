// SPDX-License-Identifier: Apache-2.0
// Estimates where the schema sets limits, and fields that it lacks. The table of expressions has the rest.
#include "cel/estimate.h"

#include <gtest/gtest.h>

#include <string>

#include "cel/test_schema.h"

namespace meshctl::cel {
namespace {

constexpr char kSchema[] = R"(
type: object
properties:
  name: {type: string, maxLength: 63}
  words: {type: array, maxItems: 10, items: {type: string, maxLength: 20}}
  rules:
    type: array
    maxItems: 16
    items: {type: object, required: [name], properties: {name: {type: string, maxLength: 10}, a-b: {type: integer}}}
  labels: {type: object, maxProperties: 8, additionalProperties: {type: string, maxLength: 5}}
)";

Estimate Of(const std::string& text) {
  const Document schema(kSchema);
  const SchemaShape shape(schema.root());
  return EstimateCost(Compile(text)->program(), shape);
}

TEST(EstimateTest, CountsWhatTheSchemaAllows) {
  EXPECT_EQ(Of("self.name == self.name").cost, 30u);
  EXPECT_EQ(Of("self.words == self.words").cost, 5u);
  EXPECT_EQ(Of("self.words.all(w, true)").cost, 33u);
  EXPECT_EQ(Of("self.words.all(w, w == 'a')").cost, 53u);
  EXPECT_EQ(Of("self.name.split('-').size() > 1").cost, 55u);
  EXPECT_EQ(Of("self.name.matches('^[a-z]+$')").cost, 54u);
  EXPECT_EQ(Of("self.words.map(w, w + 'x').all(v, v == 'y')").cost, 274u);
}

TEST(EstimateTest, MultipliesLoops) {
  EXPECT_EQ(Of("self.rules.all(r, self.rules.exists_one(s, s.name == r.name))").cost, 2675u);
  const std::string nested =
      "self.name.split('').all(a, self.name.split('').all(b, self.name.split('').all(c, true)))";
  EXPECT_GT(Of(nested).cost, kMaxRuleEstimate);
}

TEST(EstimateTest, FindsUndefinedFields) {
  EXPECT_EQ(Of("self.rules.all(r, r.a__dash__b > 0 && self.labels.x == '')").fault, "");
  EXPECT_EQ(Of("self.rules.all(r, r.port > 0)").fault, "undefined field `port`");
  EXPECT_EQ(Of("has(self.nmae)").fault, "undefined field `nmae`");
  EXPECT_EQ(Of("self.rules.filter(r, r.name == 'a')[0].x == 1").fault, "undefined field `x`");
}

TEST(EstimateTest, FindsTypesThatDoNotFit) {
  EXPECT_EQ(Of("self.name == 1").fault, "`==` of string and int");
  EXPECT_EQ(Of("self.words[0] != self.labels").fault, "`!=` of string and map");
  EXPECT_EQ(Of("true ? self.name : self.words").fault, "`?:` of string and list");
  EXPECT_EQ(Of("self.name && true").fault, "string where a bool is needed");
  EXPECT_EQ(Of("dyn(self.name) == 1 || dyn(self.labels.x) == null").fault, "");
}

TEST(EstimateTest, FindsOperandsThatDoNotFit) {
  EXPECT_EQ(Of("self.name < 3").fault, "`<` of string and int");
  EXPECT_EQ(Of("self.name + 3 == ''").fault, "`+` of string and int");
  EXPECT_EQ(Of("-self.name == ''").fault, "`-` of string");
  EXPECT_EQ(Of("self.name == null").fault, "`==` of string and null_type");
  EXPECT_EQ(Of("3 in self.words").fault, "int `in` a list of string");
  EXPECT_EQ(Of("self.name in self.name").fault, "`in` of string");
  EXPECT_EQ(Of("self.words['a'] == ''").fault, "string as key of a list");
  EXPECT_EQ(Of("self.labels[1] == ''").fault, "int as key of a map");
  EXPECT_EQ(Of("self.name[0] == ''").fault, "`[]` of string");
  EXPECT_EQ(Of("has(self.name.x)").fault, "`.x` of string");
  EXPECT_EQ(Of("self.words.all(w, w.size())").fault, "int where a bool is needed");
  EXPECT_EQ(Of("1 < 2.5 && self.words.map(w, w != '', w.size()).all(n, n > 1)").fault, "");
  EXPECT_EQ(
      Of("timestamp('2026-01-01T00:00:00Z') - timestamp('2025-01-01T00:00:00Z') > duration('1h')").fault, "");
}

TEST(EstimateTest, TellsTheType) {
  EXPECT_EQ(Of("self.words.all(w, w == 'a')").type, "bool");
  EXPECT_EQ(Of("'name ' + self.name").type, "string");
  EXPECT_EQ(Of("dyn(self.name)").type, "");
}

TEST(EstimateTest, KnowsHowManyValuesFitARequest) {
  EXPECT_EQ(MostItems(2), 1048575u);
  EXPECT_EQ(MostEntries(2), 393215u);
  EXPECT_EQ(MostValues(2), 1048576u);
}

}  // namespace
}  // namespace meshctl::cel
