// SPDX-License-Identifier: Apache-2.0
#include "access/text_match.h"

#include <gtest/gtest.h>

namespace meshctl::access {
namespace {

TEST(TextMatch, AsterisksAreReadInIstiosOrder) {
  EXPECT_TRUE(TextMatch::OfValue("*").Matches("a"));
  EXPECT_FALSE(TextMatch::OfValue("*").Matches(""));
  EXPECT_TRUE(TextMatch::OfHeaderValue("*").Matches(""));
  EXPECT_TRUE(TextMatch::OfValue("*b").Matches("ab"));
  EXPECT_FALSE(TextMatch::OfValue("*b").Matches("ba"));
  EXPECT_TRUE(TextMatch::OfValue("a*").Matches("ab"));
  EXPECT_TRUE(TextMatch::OfValue("*b*").Matches("ab*")) << "the second asterisk is a character";
  EXPECT_FALSE(TextMatch::OfValue("*b*").Matches("abc"));
  EXPECT_FALSE(TextMatch::OfValue("a*b").Matches("axb"));
  EXPECT_FALSE(TextMatch::OfValue("a").Matches("A"));
  EXPECT_TRUE(TextMatch::OfHeaderValue("*.Example", true).Matches("a.eXample"));
}

TEST(TextMatch, PathTemplates) {
  const auto one = TextMatch::OfPathTemplate("/a/{*}/c");
  EXPECT_TRUE(one.Matches("/a/b/c"));
  EXPECT_FALSE(one.Matches("/a//c"));
  EXPECT_FALSE(one.Matches("/a/b/b/c"));
  const auto many = TextMatch::OfPathTemplate("/a/{**}");
  EXPECT_TRUE(many.Matches("/a/"));
  EXPECT_TRUE(many.Matches("/a/b/c"));
  EXPECT_FALSE(many.Matches("/a"));
  EXPECT_FALSE(many.Matches("/a/b c")) << "a space is no character of a path";
  EXPECT_TRUE(TextMatch::OfPathTemplate("/{**}/v1.0").Matches("/x/y/v1.0"));
  EXPECT_FALSE(TextMatch::OfPathTemplate("/{**}/v1.0").Matches("/x/y/v1x0"));
}

TEST(TextMatch, BrokenExpressionsMatchNothing) {
  EXPECT_FALSE(TextMatch::Regex("(").Matches("("));
  EXPECT_TRUE(TextMatch::Regex("a.").Matches("ab"));
  EXPECT_FALSE(TextMatch::Regex("a").Matches("ab"));
}

}  // namespace
}  // namespace meshctl::access
