// SPDX-License-Identifier: Apache-2.0
// Every CEL rule of the tables, compiled when meshctl was built, on one value that keeps it and one that
// breaks it.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "cel/cel.h"
#include "diag/report.h"
#include "schema/tables.h"
#include "schema/types.h"
#include "testing/golden.h"
#include "yaml/parse.h"

namespace meshctl::schema {
namespace {

/// The distinct rules of all types, fields and elements.
std::map<std::string_view, Rule> AllRules() {
  std::map<std::string_view, Rule> rules;
  const auto add = [&](Rules more) {
    for (const Rule rule : more) rules.emplace(rule.text(), rule);
  };
  for (std::size_t i = 0; i < tables::kTypeCount; ++i) {
    const Type type(tables::kTypes[i]);
    add(type.rules());
    for (const Field field : type.fields()) {
      add(field.rules());
      add(field.constraint().rules());
      add(field.key_constraint().rules());
    }
  }
  return rules;
}

std::string Outcome(const Rule& rule, const yaml::Node& value, const yaml::Node& old) {
  cel::Budget budget;
  const cel::Self old_self{&old, nullptr};
  const auto holds = cel::Evaluate(rule.program(), {&value, nullptr}, budget, &old_self);
  if (!holds) return holds.error().message;
  return *holds ? "kept" : "broken";
}

TEST(RulesTest, AreKeptAndBroken) {
  const std::map<std::string_view, Rule> rules = AllRules();
  const source::SourceFile file("rules.yaml", testing::ReadSource("testdata/cel/rules.yaml"));
  diag::Report report;
  const yaml::Stream stream = yaml::Parse(file, {}, report);
  std::set<std::string_view> tried;
  for (const yaml::Node& row : stream.documents.at(0).items()) {
    const std::string_view text = row.Get("rule").text();
    SCOPED_TRACE(text);
    const auto rule = rules.find(text);
    ASSERT_NE(rule, rules.end()) << "no such rule in the tables";
    EXPECT_EQ(Outcome(rule->second, row.Get("keeps"), row.Get("keeps")), "kept");
    EXPECT_EQ(Outcome(rule->second, row.Get("breaks"), row.Get("keeps")), "broken");
    tried.insert(rule->first);
  }
  for (const auto& [text, rule] : rules) EXPECT_TRUE(tried.contains(text)) << "not in rules.yaml: " << text;
}

}  // namespace
}  // namespace meshctl::schema
