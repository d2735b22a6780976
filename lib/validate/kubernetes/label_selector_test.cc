// SPDX-License-Identifier: Apache-2.0
#include "validate/kubernetes/label_selector.h"

#include <gtest/gtest.h>

#include <string>

#include "diag/report.h"
#include "yaml/parse.h"

namespace meshctl::validate::kubernetes {
namespace {

// A selector as YAML, asked about an object with the label `app: web` alone.
struct Answer {
  bool well_formed = false;
  bool selects = false;
};

Answer Ask(const std::string& selector) {
  const source::SourceFile file("selector.yaml", "selector: " + selector + "\nlabels: {app: web}\n");
  diag::Report faults;
  const yaml::Stream stream = yaml::Parse(file, {}, faults);
  EXPECT_TRUE(faults.empty());
  const yaml::Node& node = stream.documents.at(0).Get("selector");
  const bool selects = Selects(node, [](std::string_view key) {
    return key == "app" ? std::optional<std::string_view>("web") : std::nullopt;
  });
  EXPECT_EQ(Selects(node, stream.documents.at(0).Get("labels")), selects) << selector;
  return {IsWellFormed(node), selects};
}

std::string Requirement(const std::string& text) { return "{matchExpressions: [{key: " + text + "}]}"; }

TEST(LabelSelector, SelectsByEveryOperator) {
  for (const std::string& yes :
       {std::string("{}"), std::string("{matchLabels: {app: web}}"),
        Requirement("app, operator: In, values: [api, web]"),
        Requirement("app, operator: NotIn, values: [api]"),
        Requirement("tier, operator: NotIn, values: [web]"), Requirement("app, operator: Exists"),
        Requirement("tier, operator: DoesNotExist")}) {
    EXPECT_TRUE(Ask(yes).selects) << yes;
    EXPECT_TRUE(Ask(yes).well_formed) << yes;
  }
  for (const std::string& no :
       {std::string("{matchLabels: {app: api}}"), std::string("{matchLabels: {app: web, tier: front}}"),
        Requirement("app, operator: In, values: [api]"), Requirement("tier, operator: In, values: [web]"),
        Requirement("app, operator: NotIn, values: [web]"), Requirement("tier, operator: Exists"),
        Requirement("app, operator: DoesNotExist")}) {
    EXPECT_FALSE(Ask(no).selects) << no;
    EXPECT_TRUE(Ask(no).well_formed) << no;
  }
}

TEST(LabelSelector, OperatorsWantValuesOrNone) {
  for (const char* text :
       {"app, operator: In", "app, operator: NotIn, values: []", "app, operator: Exists, values: [web]",
        "app, operator: DoesNotExist, values: [web]", "app, operator: Equals, values: [web]", "app"}) {
    EXPECT_FALSE(Ask(Requirement(text)).well_formed) << text;
  }
}

}  // namespace
}  // namespace meshctl::validate::kubernetes
