// SPDX-License-Identifier: Apache-2.0
#include "cli/env.h"

#include <gtest/gtest.h>

#include <map>

namespace meshctl::cli {
namespace {

bool Colors(const std::string& color, bool terminal, std::map<std::string, std::string> variables = {}) {
  Env env;
  env.color = color;
  env.variable = [variables](const std::string& name) -> std::optional<std::string> {
    auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  };
  return env.StyleFor({.stream = nullptr, .terminal = terminal}).color;
}

TEST(StyleFor, FollowsTheFlagThenTheEnvironmentThenTheTerminal) {
  EXPECT_TRUE(Colors("auto", true));
  EXPECT_FALSE(Colors("auto", false));
  EXPECT_FALSE(Colors("auto", true, {{"NO_COLOR", "1"}}));
  EXPECT_TRUE(Colors("auto", true, {{"NO_COLOR", ""}})) << "set but empty counts as unset";
  EXPECT_FALSE(Colors("auto", true, {{"TERM", "dumb"}}));
  EXPECT_TRUE(Colors("always", false, {{"NO_COLOR", "1"}}));
  EXPECT_FALSE(Colors("never", true));
}

}  // namespace
}  // namespace meshctl::cli
